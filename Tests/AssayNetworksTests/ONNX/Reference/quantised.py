"""Quantises networks with onnxruntime, and writes what it makes of them.

    python quantised.py DIR GOLDEN

writes DIR/NAME.FORMAT.onnx and DIR/NAME.FORMAT.safetensors (images, logits, upstream; where the file is in the QDQ format
also the gradient) of the trained digits network in the folder GOLDEN and of a ResNet-18 with random weights.
`ASSAY_ONNX_QUANTISED_DIR=DIR swift test --filter ONNXQuantisedTests` compares. Needs torchvision and what export.py needs.
"""
import os, sys, tempfile, warnings

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper
from onnxruntime import quantization as ort
from safetensors.numpy import load_file, save_file

from export import NETWORKS, randomise, run_onnx, write_onnx

warnings.filterwarnings("ignore")

Q, O = ort.QuantFormat.QDQ, ort.QuantFormat.QOperator
U8, S8, U16, S16 = (ort.QuantType.QUInt8, ort.QuantType.QInt8, ort.QuantType.QUInt16, ort.QuantType.QInt16)
# Format of the file, type of activations, type of weights, one scale for each channel of the weights.
FORMATS = {
    "qdq-uint8": (Q, U8, U8, False), "qdq-int8": (Q, S8, S8, False), "qdq-int8-channels": (Q, S8, S8, True),
    "qdq-uint8-int8-channels": (Q, U8, S8, True), "qdq-uint16-int8": (Q, U16, S8, False),
    "qoperator-uint8": (O, U8, U8, False), "qoperator-uint8-int8-channels": (O, U8, S8, True),
    "qoperator-int8": (O, S8, S8, False),
}


class Batches(ort.CalibrationDataReader):
    def __init__(self, name, images):
        self.batches = iter([{name: images}])

    def get_next(self):
        return next(self.batches, None)


def along(values, axis, rank):
    return values if values.dim() == 0 else values.reshape([-1 if k == axis else 1 for k in range(rank)])


def quantize(x, step, zero, low, high):
    """Rounded to integers; backwards 1 where that ends in their range, and 0 beyond."""
    exact = x / step + zero
    whole = (torch.round(x / step) + zero).clamp(low, high)
    return torch.where(torch.round(exact).clamp(low, high) == torch.round(exact), exact, exact.detach()) \
        + (whole - exact).detach()


def evaluate(model, images):
    """The graph in the numbers of `images`, with rounding passed straight through backwards."""
    graph, values, kinds = model.graph, {}, {}
    for tensor in graph.initializer:
        array = numpy_helper.to_array(tensor)
        kinds[tensor.name] = array.dtype
        values[tensor.name] = torch.from_numpy(array.copy()).to(
            torch.int64 if array.dtype == np.int64 else images.dtype)
    values[graph.input[0].name] = images
    for node in graph.node:
        x = [values[name] if name else None for name in node.input]
        s = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        kind = node.op_type
        if kind == "QuantizeLinear":
            info = np.iinfo(kinds[node.input[2]])
            y = quantize(x[0], *(along(v, s.get("axis", 1), x[0].dim()) for v in x[1:3]), info.min, info.max)
        elif kind == "DequantizeLinear":
            step, zero = along(x[1], s.get("axis", 1), x[0].dim()), along(x[2], s.get("axis", 1), x[0].dim())
            y = (x[0] - zero) * step
        elif kind == "Conv":
            pads = s.get("pads", [0] * 4)
            assert pads[:2] == pads[2:]
            y = F.conv2d(x[0], x[1], x[2] if len(x) > 2 else None, s.get("strides", 1), pads[:2],
                         s.get("dilations", 1), s.get("group", 1))
        elif kind == "MaxPool":
            y = F.max_pool2d(x[0], s["kernel_shape"], s.get("strides", 1), s.get("pads", [0] * 4)[:2])
        elif kind == "Gemm":
            assert s.get("transA", 0) == 0 and s.get("alpha", 1) == 1 and s.get("beta", 1) == 1
            y = x[0] @ (x[1].T if s.get("transB", 0) else x[1]) + x[2]
        else:
            y = {"Relu": torch.relu, "Flatten": lambda v: v.flatten(1),
                 "GlobalAveragePool": lambda v: v.mean((2, 3), keepdim=True), "Add": torch.add}[kind](*x)
        values[node.output[0]] = y
    return values[graph.output[0].name]


def write(folder, name, source, calibration, images):
    """All formats of the network in the file `source`."""
    entry = onnx.load(source).graph.input[0].name
    for label, (form, activations, weights, by_channel) in FORMATS.items():
        path = os.path.join(folder, f"{name}.{label}.onnx")
        ort.quantize_static(
            source, path, Batches(entry, calibration), quant_format=form, activation_type=activations,
            weight_type=weights, per_channel=by_channel)
        finish(path, images)
    path = os.path.join(folder, f"{name}.dynamic-uint8.onnx")
    ort.quantize_dynamic(source, path, weight_type=U8)
    finish(path, images)


def finish(path, images):
    logits = run_onnx(path, images)
    count, classes = logits.shape
    upstream = np.cos(np.arange(count * classes).reshape(count, classes) * 0.37).astype(np.float32)
    made = {"images": images, "logits": logits, "upstream": upstream}
    model = onnx.load(path)
    if ".qdq" in path:
        leaf = torch.from_numpy(images).double().requires_grad_()
        exact = evaluate(model, leaf)
        (exact * torch.from_numpy(upstream)).sum().backward()
        made |= {"gradient": leaf.grad.float().numpy(), "exact": exact.detach().float().numpy()}
    save_file(made, path[:-5] + ".safetensors")
    print(os.path.basename(path), sorted({node.op_type for node in model.graph.node}), flush=True)


if __name__ == "__main__":
    folder, golden = sys.argv[1:3]
    os.makedirs(folder, exist_ok=True)
    digits = load_file(os.path.join(golden, "digits.safetensors"))["data/x_test"]
    write(folder, "digits_cnn", os.path.join(golden, "digits_cnn.onnx"), digits[:100], digits)
    make, size = NETWORKS["resnet18"]
    torch.manual_seed(1)
    model = make()
    randomise(model)
    model.eval()
    with tempfile.TemporaryDirectory() as temporary:
        source = os.path.join(temporary, "resnet18.onnx")
        write_onnx(model, size, source, "legacy-17-dynamic")
        images = torch.rand(16, 3, size, size, generator=torch.Generator().manual_seed(3)).numpy()
        write(folder, "resnet18", source, images, images)

"""Writes the small networks of `Fixtures/ONNX`: one residual network as each exporter and each quantisation writes it.

    python fixtures.py DIR

writes DIR/tiny.VARIANT.onnx with DIR/tiny.safetensors (images, logits, upstream, gradient), and for the variants whose
numbers are others DIR/tiny.VARIANT.safetensors. Needs what export.py and quantised.py need, and onnxconverter-common.
"""
import os, sys, tempfile

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxconverter_common import float16
from onnxruntime import quantization as ort
from safetensors.numpy import load_file, save_file

from export import deviation, export, input_gradient, randomise, run_onnx
from quantised import Batches, evaluate


class Block(torch.nn.Module):
    """Two convolutions around which the input goes: one module for both rectifiers, as torchvision has it."""

    def __init__(self, width):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn1 = torch.nn.BatchNorm2d(width)
        self.relu = torch.nn.ReLU(inplace=True)
        self.conv2 = torch.nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = torch.nn.BatchNorm2d(width)

    def forward(self, x):
        return self.relu(self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x))))) + x)


class Tiny(torch.nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(3, width, 3, padding=1)
        self.relu = torch.nn.ReLU()
        self.maxpool = torch.nn.MaxPool2d(2)
        self.layer1 = torch.nn.Sequential(Block(width), Block(width))
        self.avgpool = torch.nn.AdaptiveAvgPool2d(1)
        self.fc = torch.nn.Linear(width, 5)

    def forward(self, x):
        x = self.layer1(self.maxpool(self.relu(self.conv1(x))))
        return self.fc(torch.flatten(self.avgpool(x), 1))


SIZE = 8
VARIANTS = ["legacy-17-dynamic", "legacy-11", "legacy-13-dynamic-raw", "dynamo", "dynamo-18-dynamic-raw"]
QUANTISED = {
    "qdq": (ort.QuantFormat.QDQ, ort.QuantType.QInt8, True),
    "qoperator": (ort.QuantFormat.QOperator, ort.QuantType.QUInt8, False),
}


def without_traces(path):
    """Leaves out where in PyTorch's sources each node comes from, which is most of a small file."""
    model = onnx.load(path, load_external_data=False)
    for node in model.graph.node:
        kept = [entry for entry in node.metadata_props if entry.key == "pkg.torch.onnx.name_scopes"]
        del node.metadata_props[:]
        node.metadata_props.extend(kept)
        node.doc_string = ""
    for value in [*model.graph.value_info, *model.graph.input, *model.graph.output]:
        del value.metadata_props[:]
    for tensor in model.graph.initializer:
        del tensor.metadata_props[:]
        tensor.doc_string = ""
    del model.metadata_props[:]
    del model.graph.metadata_props[:]
    with open(path, "wb") as file:
        file.write(model.SerializeToString())


def halved(source, path):
    """Half-precision weights and arithmetic, with conversions where images come in and scores go out."""
    onnx.save(float16.convert_float_to_float16(onnx.load(source), keep_io_types=True), path)


def brain_floats(source, path):
    """Weights in bfloat16, each converted where it is read."""
    model = onnx.load(source)
    casts = []
    for tensor in list(model.graph.initializer):
        if tensor.data_type != TensorProto.FLOAT:
            continue
        bits = numpy_helper.to_array(tensor).view(np.uint32)
        # Rounded to the nearest, halves to the even one.
        rounded = ((bits + 0x7FFF + (bits >> 16 & 1)) >> 16).astype(np.uint16)
        made = helper.make_tensor(tensor.name + "_bf16", TensorProto.BFLOAT16, tensor.dims, rounded.tobytes(), raw=True)
        casts.append(helper.make_node("Cast", [made.name], [tensor.name], to=TensorProto.FLOAT))
        model.graph.initializer.remove(tensor)
        model.graph.initializer.append(made)
    nodes = casts + list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.save(model, path)


def precise(model, type):
    """The network in float64 with weights that are rounded to `type`."""
    rounded = Tiny().eval()
    rounded.load_state_dict({name: value.to(type).float() if value.is_floating_point() else value
                             for name, value in model.state_dict().items()})
    return rounded.double()


def main(folder):
    os.makedirs(folder, exist_ok=True)
    export("tiny", Tiny, SIZE, folder, VARIANTS)
    for name in os.listdir(folder):
        if name.startswith("tiny.dynamo") and name.endswith(".onnx"):
            without_traces(os.path.join(folder, name))
    reference = load_file(os.path.join(folder, "tiny.safetensors"))
    images, upstream = reference["images"], torch.from_numpy(reference["upstream"])
    torch.manual_seed(1)
    model = Tiny()
    randomise(model)
    model.eval()
    unfolded = os.path.join(folder, "tiny.legacy-13-dynamic-raw.onnx")
    for variant, write, type in [("half", halved, torch.half), ("bfloat16", brain_floats, torch.bfloat16)]:
        path = os.path.join(folder, f"tiny.{variant}.onnx")
        write(unfolded, path)
        exact = precise(model, type)
        values = torch.from_numpy(images)
        logits = exact(values.double()).detach().float().numpy()
        gradient = input_gradient(exact, values, upstream).float().numpy()
        save_file({"images": images, "logits": logits, "upstream": upstream.numpy(), "gradient": gradient},
                  path[:-5] + ".safetensors")
        print(variant, f"onnxruntime is {deviation(run_onnx(path, images), logits):.1e} from float64")
    source = os.path.join(folder, "tiny.legacy-17-dynamic.onnx")
    for variant, (form, activations, by_channel) in QUANTISED.items():
        path = os.path.join(folder, f"tiny.{variant}.onnx")
        ort.quantize_static(
            source, path, Batches("input", images), quant_format=form, activation_type=activations,
            weight_type=ort.QuantType.QInt8, per_channel=by_channel)
        made = {"images": images, "logits": run_onnx(path, images), "upstream": upstream.numpy()}
        if variant == "qdq":
            leaf = torch.from_numpy(images).double().requires_grad_()
            (evaluate(onnx.load(path), leaf) * upstream).sum().backward()
            made["gradient"] = leaf.grad.float().numpy()
        save_file(made, path[:-5] + ".safetensors")
    path = os.path.join(folder, "tiny.dynamic-quantised.onnx")
    ort.quantize_dynamic(source, path, weight_type=ort.QuantType.QUInt8)
    save_file({"images": images, "logits": run_onnx(path, images), "upstream": upstream.numpy()},
              path[:-5] + ".safetensors")


if __name__ == "__main__":
    main(sys.argv[1])

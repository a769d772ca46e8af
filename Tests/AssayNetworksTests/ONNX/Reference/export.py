"""Exports networks to ONNX with random weights, and writes what onnxruntime and PyTorch make of random images.

    python export.py DIR [--variant VARIANT ...] [NAME ...]

writes DIR/NAME.VARIANT.onnx and DIR/NAME.safetensors (images, logits, upstream, gradient), which is the same for all
variants and is kept where it is there. `ASSAY_ONNX_DIR=DIR swift test --filter ONNXReferenceTests` compares. A variant
is an exporter with what differs from a plain call of it, for instance

    dynamo                          torch.onnx.export(model, (x,), path): torch.export's exporter at its default opset
    legacy-17-dynamic               the exporter of TorchScript, opset 17, an open number of images (the default)
    dynamo-18-dynamic-raw           opset 18, an open number of images, nothing optimised or folded

Needs torch, torchvision, onnx, onnxruntime and safetensors.
"""
import argparse, contextlib, copy, io, math, os, sys, warnings

import numpy as np
import onnx
import onnxruntime
import torch
import torchvision.models as zoo
from safetensors.numpy import load_file, save_file

from kinks import smooth_images, upstream

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
# The older exporter does not know the operator that does attention at once.
torch.backends.mha.set_fastpath_enabled(False)

def headless(model, features):
    """The network with a small classifier in place of pooling to a fixed size and dense layers of 100 million weights."""
    model.avgpool = torch.nn.Identity()
    model.classifier = torch.nn.Sequential(torch.nn.Linear(features, 32), torch.nn.ReLU(), torch.nn.Linear(32, 10))
    return model


def maxvit():
    return zoo.MaxVit((64, 64), 16, 2, [16, 32, 48, 64], [1, 1, 2, 1], 16, stochastic_depth_prob=0, num_classes=10)


# Name: constructor, size of the images. Sizes are the smallest that the network takes, or close.
NETWORKS = {
    "alexnet": (lambda: headless(zoo.alexnet(), 256), 64),
    "vgg11_bn": (lambda: headless(zoo.vgg11_bn(), 512), 32),
    "resnet18": (lambda: zoo.resnet18(num_classes=10), 64),
    "resnet50": (lambda: zoo.resnet50(num_classes=10), 64),
    "googlenet": (lambda: zoo.googlenet(num_classes=10, aux_logits=False, init_weights=False), 64),
    "inception_v3": (lambda: zoo.inception_v3(num_classes=10, aux_logits=False, init_weights=False), 80),
    "densenet121": (lambda: zoo.densenet121(num_classes=10), 64),
    "mobilenet_v2": (lambda: zoo.mobilenet_v2(num_classes=10), 64),
    "mobilenet_v3_small": (lambda: zoo.mobilenet_v3_small(num_classes=10), 64),
    "efficientnet_b0": (lambda: zoo.efficientnet_b0(num_classes=10), 64),
    "convnext_tiny": (lambda: zoo.convnext_tiny(num_classes=10), 64),
    "squeezenet1_1": (lambda: zoo.squeezenet1_1(num_classes=10), 64),
    "shufflenet_v2_x0_5": (lambda: zoo.shufflenet_v2_x0_5(num_classes=10), 64),
    "regnet_y_400mf": (lambda: zoo.regnet_y_400mf(num_classes=10), 64),
    "mnasnet0_5": (lambda: zoo.mnasnet0_5(num_classes=10), 64),
    "vit_b_16": (lambda: zoo.VisionTransformer(32, 8, 4, 4, 64, 128, num_classes=10), 32),
    "vgg16": (lambda: headless(zoo.vgg16(), 512), 32),
    "resnet34": (lambda: zoo.resnet34(num_classes=10), 64),
    "resnext50_32x4d": (lambda: zoo.resnext50_32x4d(num_classes=10), 64),
    "wide_resnet50_2": (lambda: zoo.wide_resnet50_2(num_classes=10), 64),
    "densenet169": (lambda: zoo.densenet169(num_classes=10), 64),
    "mobilenet_v3_large": (lambda: zoo.mobilenet_v3_large(num_classes=10), 64),
    "efficientnet_v2_s": (lambda: zoo.efficientnet_v2_s(num_classes=10), 64),
    "squeezenet1_0": (lambda: zoo.squeezenet1_0(num_classes=10), 64),
    "shufflenet_v2_x1_0": (lambda: zoo.shufflenet_v2_x1_0(num_classes=10), 64),
    "regnet_x_400mf": (lambda: zoo.regnet_x_400mf(num_classes=10), 64),
    "mnasnet1_0": (lambda: zoo.mnasnet1_0(num_classes=10), 64),
    "swin_t": (lambda: zoo.SwinTransformer([4, 4], 16, [2, 2], [2, 4], [4, 4], num_classes=10), 32),
    "swin_v2_t": (
        lambda: zoo.SwinTransformer(
            [4, 4], 16, [2, 2], [2, 4], [4, 4], num_classes=10, block=zoo.swin_transformer.SwinTransformerBlockV2,
            downsample_layer=zoo.swin_transformer.PatchMergingV2), 32),
    "maxvit_t": (maxvit, 64),
}


def randomise(model, gain=1.0):
    """Weights whose activations neither vanish nor explode, and statistics that are not 0 and 1."""
    generator = torch.Generator().manual_seed(7)
    for name, tensor in list(model.named_parameters()) + list(model.named_buffers()):
        if not tensor.is_floating_point():
            continue
        draw = torch.rand(tensor.shape, generator=generator) * 2 - 1
        if name.endswith("running_var"):
            tensor.data = 1 + 0.3 * draw
        elif tensor.dim() > 1:
            tensor.data = draw * gain * math.sqrt(6 / max(1, tensor[0].numel()))
        elif name.endswith("weight"):
            tensor.data = 1 + 0.2 * draw
        else:
            tensor.data = 0.1 * draw


def weighted_logits(model, images, row):
    """The sum of the first image's logits weighted by `row`.

    It is computed with a second image: of one image alone PyTorch (2.15, on the CPU) takes some gradients at the output
    of a batch normalisation for rows of pixels where they are rows of channels, and permutes them (timm's
    efficientformer_l1, levit_128s and xcit_nano_12_p16_224).
    """
    weights = torch.as_tensor(row, dtype=images.dtype)
    return (model(images.repeat(2, 1, 1, 1))[:1] * weights).sum()


def input_gradient(model, image, row, precision):
    leaf = torch.tensor(image, dtype=precision, requires_grad=True)
    return torch.autograd.grad(weighted_logits(model, leaf, row), leaf)[0].double().numpy()


def smooth_reference(model, size, count=3, channels=3):
    """Images away from kinks, and a gradient at the logits with the gradient at the images, all by PyTorch in float64;
    None where there are none."""
    single, double = model.float(), copy.deepcopy(model).double()
    with torch.no_grad():
        classes = single(torch.rand(1, channels, size, size)).shape[1]
    candidates = (torch.rand(1, channels, size, size, generator=torch.Generator().manual_seed(seed)).numpy()
                  for seed in range(3, 43))

    def value(image, row):
        with torch.no_grad():
            return weighted_logits(double, torch.tensor(image), row).item()

    weights = upstream(count, classes)
    smooth = smooth_images(
        candidates, value, lambda image, row: input_gradient(double, image, row, torch.float64), weights,
        rounded=lambda image, row: input_gradient(single, image, row, torch.float32))
    if smooth is None:
        return None
    images, gradient = smooth
    with torch.no_grad():
        logits = double(torch.tensor(images, dtype=torch.float64)).numpy()
    return {"images": images, "upstream": np.float32(weights), "gradient": np.float32(gradient)}, logits


def write_onnx(model, size, path, variant, channels=3):
    """Exports as the variant says; an exporter's own words are passed on only when it fails."""
    exporter, *options = variant.split("-")
    settings = {"dynamo": exporter == "dynamo"}
    is_dynamic, is_raw = "dynamic" in options, "raw" in options
    if opset := next((int(option) for option in options if option.isdigit()), None):
        settings["opset_version"] = opset
    if not settings["dynamo"]:
        settings |= {"do_constant_folding": not is_raw, "input_names": ["input"], "output_names": ["logits"]}
        if is_dynamic:
            settings["dynamic_axes"] = {"input": {0: "batch"}, "logits": {0: "batch"}}
    else:
        if is_dynamic:
            settings["dynamic_shapes"] = ({0: torch.export.Dim("batch")},)
        if is_raw:
            settings["optimize"] = False
    with contextlib.redirect_stdout(io.StringIO()):
        torch.onnx.export(model, (torch.rand(3 if is_dynamic else 1, channels, size, size),), path, **settings)


def run_onnx(path, images):
    """What onnxruntime makes of images, one at a time."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return np.concatenate([session.run(None, {name: image[None]})[0] for image in images])


def deviation(values, reference):
    return float(np.abs(values - reference).max() / np.abs(reference).max())


def export(name, make, size, folder, variants, channels=3):
    """Writes the variants of a network, and the reference if there is none yet.

    The reference's logits are onnxruntime's of the first variant; those of the others must agree with them.
    """
    reference = os.path.join(folder, name + ".safetensors")
    made = load_file(reference) if os.path.exists(reference) else None
    # Where weights as large as others have make a network chaotic, smaller ones calm it.
    for gain in [float(made.get("gain", [1])[0])] if made else [1, 0.5]:
        # Anew for each, since some networks keep what they have computed of their weights.
        torch.manual_seed(1)
        model = make().eval().requires_grad_(False)
        randomise(model, gain)
        if made is None and (smooth := smooth_reference(model, size, channels=channels)):
            made, precise = smooth
            made["gain"] = np.array([gain], np.float32)
            break
    if made is None:
        raise ValueError("no images away from all kinks")
    for variant in variants:
        path = os.path.join(folder, f"{name}.{variant}.onnx")
        try:
            write_onnx(model, size, path, variant, channels)
        except Exception as error:
            print(f"{name} {variant}: PyTorch does not export it: {type(error).__name__}: "
                  + " ".join(str(error).split())[:160], flush=True)
            continue
        logits = run_onnx(path, made["images"])
        if "logits" not in made:
            if deviation(logits, precise) > 1e-4:
                raise ValueError(f"onnxruntime's logits are {deviation(logits, precise):.1e} from PyTorch's")
            made["logits"] = logits
            save_file(made, reference)
        file = onnx.load(path, load_external_data=False)
        print(f"{name} {variant}: opset {file.opset_import[0].version}, {len(file.graph.node)} nodes, "
              f"{len(file.functions)} functions, logits {deviation(logits, made['logits']):.1e} apart", flush=True)


def main(networks, default):
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--variant", action="append")
    arguments = parser.parse_intermixed_args()
    os.makedirs(arguments.folder, exist_ok=True)
    for name in arguments.names or networks:
        make, size = networks[name]
        try:
            export(name, make, size, arguments.folder, arguments.variant or [default])
        except Exception as error:
            print(f"{name}: FAILED {error}", flush=True)


if __name__ == "__main__":
    main(NETWORKS, "legacy-17-dynamic")

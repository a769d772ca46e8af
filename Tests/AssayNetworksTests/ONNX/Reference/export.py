"""Exports networks to ONNX with random weights, and writes what onnxruntime and PyTorch make of random images.

    python export.py DIR [NAME ...]

writes DIR/NAME.onnx and DIR/NAME.safetensors (images, logits, gradient). `ASSAY_ONNX_DIR=DIR swift test --filter
ONNXReferenceTests` compares. Needs torch, torchvision, onnx, onnxruntime and safetensors.
"""
import math, os, sys, warnings

import numpy as np
import onnxruntime
import torch
import torchvision.models as zoo
from safetensors.numpy import save_file

warnings.filterwarnings("ignore")
torch.set_num_threads(1)

def headless(model, features):
    """The network with a small classifier in place of pooling to a fixed size and dense layers of 100 million weights."""
    model.avgpool = torch.nn.Identity()
    model.classifier = torch.nn.Sequential(torch.nn.Linear(features, 32), torch.nn.ReLU(), torch.nn.Linear(32, 10))
    return model


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
}


def randomise(model):
    """Weights whose activations neither vanish nor explode, and statistics that are not 0 and 1."""
    generator = torch.Generator().manual_seed(7)
    for name, tensor in list(model.named_parameters()) + list(model.named_buffers()):
        if not tensor.is_floating_point():
            continue
        draw = torch.rand(tensor.shape, generator=generator) * 2 - 1
        if name.endswith("running_var"):
            tensor.data = 1 + 0.3 * draw
        elif tensor.dim() > 1:
            tensor.data = draw * math.sqrt(6 / max(1, tensor[0].numel()))
        elif name.endswith("weight"):
            tensor.data = 1 + 0.2 * draw
        else:
            tensor.data = 0.1 * draw


def input_gradient(model, images, upstream):
    leaf = images.clone().double().requires_grad_()
    return torch.autograd.grad((model(leaf) * upstream).sum(), leaf)[0]


def smooth_images(model, size, count=3):
    """Images away from kinks, and a gradient at the logits with the gradient at the images, all by PyTorch in float64.

    Where a rectifier's input or the difference of two candidates for a maximum is within rounding of 0, gradients in
    float32 differ by a few per cent, and none is the right one. So only images count whose gradient stays the same when
    noise of the size of rounding errors is added to them.
    """
    model = model.double()
    classes = model(torch.rand(1, 3, size, size).double()).shape[1]
    upstream = torch.arange(count * classes, dtype=torch.float64).reshape(count, classes).mul(0.37).cos()
    kept, gradients = [], []
    for seed in range(3, 200):
        generator = torch.Generator().manual_seed(seed)
        image, row = torch.rand(1, 3, size, size, generator=generator), upstream[len(kept):len(kept) + 1]
        gradient = input_gradient(model, image, row)
        noise = [2e-6 * (torch.rand(image.shape, generator=generator) - 0.5) for _ in range(3)]
        limit = 3e-5 * gradient.abs().max()
        if all((input_gradient(model, image.double() + n, row) - gradient).abs().max() <= limit for n in noise):
            kept.append(image)
            gradients.append(gradient)
        if len(kept) == count:
            return torch.cat(kept), upstream.float(), torch.cat(gradients).float()
    raise SystemExit("no images away from all kinks")


def export(name, folder, opset=17):
    make, size = NETWORKS[name]
    torch.manual_seed(1)
    model = make()
    randomise(model)
    model.eval().requires_grad_(False)
    path = os.path.join(folder, name + ".onnx")
    torch.onnx.export(
        model, (torch.rand(3, 3, size, size),), path, input_names=["input"], output_names=["logits"],
        opset_version=opset, dynamo=False,
        dynamic_axes={"input": {0: "batch"}, "logits": {0: "batch"}})
    images, upstream, gradient = smooth_images(model, size)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    logits = session.run(None, {"input": images.numpy()})[0]
    save_file({
        "images": images.numpy(), "logits": logits, "upstream": upstream.numpy(),
        "gradient": np.ascontiguousarray(gradient.numpy()),
    }, os.path.join(folder, name + ".safetensors"))
    print(name, os.path.getsize(path) >> 10, "kB", flush=True)


if __name__ == "__main__":
    os.makedirs(sys.argv[1], exist_ok=True)
    for name in sys.argv[2:] or NETWORKS:
        export(name, sys.argv[1])

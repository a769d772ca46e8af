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


def export(name, folder, opset=17):
    make, size = NETWORKS[name]
    torch.manual_seed(1)
    model = make()
    randomise(model)
    model.eval()
    images = torch.rand(3, 3, size, size, generator=torch.Generator().manual_seed(3))
    path = os.path.join(folder, name + ".onnx")
    torch.onnx.export(
        model, (images,), path, input_names=["input"], output_names=["logits"], opset_version=opset, dynamo=False,
        dynamic_axes={"input": {0: "batch"}, "logits": {0: "batch"}})
    logits = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"]).run(None, {"input": images.numpy()})[0]
    model, leaf = model.double(), images.double().requires_grad_()
    scores = model(leaf)
    upstream = torch.arange(scores.numel(), dtype=torch.float64).reshape(scores.shape).mul(0.37).cos()
    gradient = torch.autograd.grad((scores * upstream).sum(), leaf)[0]
    save_file({
        "images": images.numpy(), "logits": logits, "upstream": upstream.float().numpy(),
        "gradient": np.ascontiguousarray(gradient.float().numpy()),
    }, os.path.join(folder, name + ".safetensors"))
    print(name, os.path.getsize(path) >> 10, "kB", float(np.abs(logits - scores.detach().numpy()).max()), flush=True)


if __name__ == "__main__":
    os.makedirs(sys.argv[1], exist_ok=True)
    for name in sys.argv[2:] or NETWORKS:
        export(name, sys.argv[1])

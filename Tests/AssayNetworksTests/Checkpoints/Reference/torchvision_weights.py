"""Saves the state dictionaries of torchvision's networks, as users do, with PyTorch's logits at random images.

    python torchvision_weights.py DIR [NAME ...]

writes DIR/NAME.safetensors, a state dictionary as safetensors.torch.save_file writes it, and DIR/NAME.reference
(images, logits; safetensors too). `ASSAY_TORCHVISION_DIR=DIR swift test --filter StateDictionaryTests` compares.
Sizes are those that the weights are made for; names have the prefixes of wrappers in turn, and weights the types that
are saved. Needs torch, torchvision and safetensors.
"""
import os, sys, warnings

import torch
import torchvision.models as zoo
from safetensors.torch import save_file

warnings.filterwarnings("ignore")
torch.set_num_threads(1)

# The built-in architecture's name: constructor, height and width, and whether the file holds heads that only train.
NETWORKS = {
    "alexnet": (lambda: zoo.alexnet(num_classes=10), 224),
    "vgg16": (lambda: zoo.vgg16(num_classes=10), 224),
    "vgg16-bn": (lambda: zoo.vgg16_bn(num_classes=10), 224),
    "resnet18": (lambda: zoo.resnet18(num_classes=10), 224),
    "resnet34": (lambda: zoo.resnet34(), 224),
    "resnet50": (lambda: zoo.resnet50(num_classes=10), 224),
    "resnet101": (lambda: zoo.resnet101(num_classes=10), 224),
    "googlenet": (lambda: zoo.googlenet(num_classes=10, aux_logits=False, init_weights=False), 224),
    "googlenet-aux": (lambda: zoo.googlenet(num_classes=10, aux_logits=True, init_weights=False), 224),
    "inception-v3": (lambda: zoo.inception_v3(num_classes=10, init_weights=False), 299),
    "efficientnet-b0": (lambda: zoo.efficientnet_b0(num_classes=10), 224),
    "efficientnet-b1": (lambda: zoo.efficientnet_b1(num_classes=10), 240),
    "efficientnet-b2": (lambda: zoo.efficientnet_b2(num_classes=10), 260),
    "efficientnet-b3": (lambda: zoo.efficientnet_b3(num_classes=10), 300),
    "densenet121": (lambda: zoo.densenet121(num_classes=10), 224),
    "mobilenet-v2": (lambda: zoo.mobilenet_v2(num_classes=10), 224),
    # The same networks with and without heads, under the name of the other.
    "googlenet+heads": (lambda: zoo.googlenet(num_classes=10, aux_logits=True, init_weights=False), 224),
    "inception-v3+headless": (lambda: zoo.inception_v3(num_classes=10, aux_logits=False, init_weights=False), 299),
}
PREFIXES = ["", "module.", "model.", "_orig_mod.", "model._orig_mod."]
TYPES = [torch.float32, torch.float16, torch.bfloat16]


def main():
    folder, names = sys.argv[1], sys.argv[2:] or list(NETWORKS)
    os.makedirs(folder, exist_ok=True)
    for index, (name, (make, size)) in enumerate(NETWORKS.items()):
        if name not in names:
            continue
        torch.manual_seed(index)
        model = make()
        # Statistics of batch norm as training leaves them, so that activations neither vanish nor explode.
        model.train()
        for module in model.modules():
            if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
                module.momentum = None
        with torch.no_grad():
            model(torch.rand(2, 3, size, size))
        model.eval()
        kind = TYPES[index % len(TYPES)]
        state = {k: v.to(kind) if v.is_floating_point() else v for k, v in model.state_dict().items()}
        model.load_state_dict(state)  # PyTorch computes with the rounded weights, too
        images = torch.rand(1, 3, size, size)
        with torch.no_grad():
            logits = model(images)
        prefix = PREFIXES[index % len(PREFIXES)]
        save_file({prefix + k: v.contiguous() for k, v in state.items()}, f"{folder}/{name}.safetensors")
        save_file({"images": images, "logits": logits}, f"{folder}/{name}.reference")
        print(f"{name}: {kind}, prefix “{prefix}”, largest logit {logits.abs().max():.3g}", flush=True)


main()

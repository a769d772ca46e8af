"""Trains a small network on scikit-learn's digits, and writes what Assay needs: the network and some pictures.

    pip install torch onnx onnxscript scikit-learn pillow
    python Documentation/Tutorial/train.py DIR

writes DIR/classifier.onnx and DIR/images/CLASS/NUMBER.png, pictures that the network was not trained on.
"""
import os
import sys

import torch
from PIL import Image
from sklearn.datasets import load_digits
from torch import nn

digits = load_digits()
images = torch.tensor(digits.images / 16, dtype=torch.float32)[:, None]  # N×1×8×8, pixels in [0, 1]
labels = torch.tensor(digits.target)
torch.manual_seed(1)
model = nn.Sequential(
    nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(32 * 4 * 4, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.Adam(model.parameters(), 3e-3)
for epoch in range(30):
    for rows in torch.randperm(1400).split(64):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images[rows]), labels[rows]).backward()
        optimizer.step()

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
torch.onnx.export(model.eval(), (images[:1],), f"{folder}/classifier.onnx")
for number in range(1400, len(images)):
    place = f"{folder}/images/{labels[number]}"
    os.makedirs(place, exist_ok=True)
    Image.fromarray((images[number, 0] * 255).round().byte().numpy()).save(f"{place}/{number}.png")

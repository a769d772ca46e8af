"""What scripts that write references share: images away from kinks, and the files that the tests read."""
import os

import numpy as np
from safetensors.numpy import save_file


def smooth_images(candidates, gradient, upstream, noise=2e-6):
    """The first images whose gradient stays the same under noise of the size of rounding errors, and the gradients.

    Where a rectifier's input or the difference of two candidates for a maximum is within rounding of 0, gradients in
    float32 differ by a few per cent, and none is the right one. `gradient(image, row)` is the gradient at an image of
    the sum of its logits weighted by `row`, in float64.
    """
    kept, gradients, generator = [], [], np.random.default_rng(5)
    for image in candidates:
        row = upstream[len(kept):len(kept) + 1]
        slope = gradient(image.astype(np.float64), row)
        shaken = [gradient(image + noise * (generator.random(image.shape) - 0.5), row) for _ in range(3)]
        if all(np.abs(other - slope).max() <= 3e-5 * np.abs(slope).max() for other in shaken):
            kept.append(image)
            gradients.append(slope)
        if len(kept) == len(upstream):
            return np.concatenate(kept), np.concatenate(gradients)
    raise SystemExit("no images away from all kinks")


def upstream(count, classes):
    """Weights of the logits that the gradients are of."""
    return np.cos(0.37 * np.arange(count * classes, dtype=np.float64)).reshape(count, classes)


def save(folder, name, images, logits, upstream, gradient):
    """Writes DIR/NAME.safetensors and says how large the network's file is."""
    parts = {"images": images, "logits": logits, "upstream": upstream, "gradient": gradient}
    save_file({key: np.ascontiguousarray(value, np.float32) for key, value in parts.items()},
              os.path.join(folder, name + ".safetensors"))
    print(name, os.path.getsize(os.path.join(folder, name + ".onnx")) >> 10, "kB", flush=True)

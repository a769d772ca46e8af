"""What scripts that write references share: images away from kinks, and the files that the tests read."""
import os

import numpy as np
from safetensors.numpy import save_file


def smooth_images(candidates, value, gradient, upstream, rounded=None, noise=1e-5):
    """The first images that lie away from kinks, and the gradients there, one for each row of `upstream`; None where
    there are too few.

    Where a rectifier's input or the difference of two candidates for a maximum is within rounding of 0, gradients in
    float32 differ by a few per cent, and none is the right one. So only images count whose gradient stays the same when
    `noise` is added to them or taken off, more than the roundings of pixels, as those inside a deep network add up; and when it is computed in float32. `value(image, row)` is the sum of an image's logits weighted by `row`, in
    float64, by which gradients are checked; `gradient(image, row)` its gradient, in float64; `rounded(image, row)` the
    same in float32. `value` and `rounded` may be None.
    """
    kept, gradients, generator = [], [], np.random.default_rng(5)
    for image in candidates:
        row = upstream[len(kept):len(kept) + 1]
        slope = gradient(image.astype(np.float64), row)
        noises = [noise * (generator.random(image.shape) - 0.5) for _ in range(4)]
        others = [(rounded, image)] if rounded else []
        others += [(gradient, image + sign * change) for change in noises for sign in [1, -1]]
        if all(np.abs(of(at, row) - slope).max() <= 3e-5 * np.abs(slope).max() for of, at in others):
            if value:
                check_gradient(image, slope, lambda at: value(at, row), generator)
            kept.append(image)
            gradients.append(slope)
        if len(kept) == len(upstream):
            return np.concatenate(kept), np.concatenate(gradients)
    return None


def check_gradient(image, slope, value, generator, step=1e-6):
    """Raises where a gradient is not that of the function: those who are asked for it are wrong at times."""
    direction = generator.standard_normal(image.shape)
    difference = (value(image + step * direction) - value(image - step * direction)) / (2 * step)
    expected = (direction * slope).sum()
    if not abs(difference - expected) <= 1e-3 * np.linalg.norm(slope):
        raise ValueError(f"the reference is wrong: its gradient says {expected:.6g}, differences say {difference:.6g}")


def upstream(count, classes):
    """Weights of the logits that the gradients are of."""
    return np.cos(0.37 * np.arange(count * classes, dtype=np.float64)).reshape(count, classes)


def save(folder, name, images, logits, upstream, gradient):
    """Writes DIR/NAME.safetensors and says how large the network's file is."""
    parts = {"images": images, "logits": logits, "upstream": upstream, "gradient": gradient}
    save_file({key: np.ascontiguousarray(value, np.float32) for key, value in parts.items()},
              os.path.join(folder, name + ".safetensors"))
    print(name, os.path.getsize(os.path.join(folder, name + ".onnx")) >> 10, "kB", flush=True)

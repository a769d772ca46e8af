"""Exports networks of Keras with random weights to ONNX, and writes what they make of random images.

    KERAS_BACKEND=tensorflow python keras_networks.py DIR [NAME ...]

writes DIR/keras_NAME.onnx and DIR/keras_NAME.safetensors (images, logits, upstream, gradient), or keras_torch_… with
KERAS_BACKEND=torch; `ASSAY_ONNX_DIR=DIR swift test --filter ONNXReferenceTests` compares. Logits and gradients are those
of the same network in float64; onnxruntime's output of the file is checked against the softmax of the logits. Needs
keras 3, onnxruntime, safetensors, and tensorflow with tf2onnx, or torch.
"""
import math, os, sys, warnings, zlib

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
import keras
import numpy as np
import onnxruntime
from keras import applications as zoo
from keras import layers as L

from kinks import save, smooth_images, upstream

warnings.filterwarnings("ignore")


def sequential(shape, *layers):
    """A network of layers, each made anew for every copy."""
    return lambda activation: keras.Sequential(
        [keras.Input(shape)] + [make() for make in layers] + [L.Dense(10, activation=activation)])


def application(constructor, size, **settings):
    return lambda activation: constructor(
        weights=None, classes=10, input_shape=(size, size, 3), classifier_activation=activation, **settings)


def branches(activation):
    """Residual and concatenated branches, a gate, padding of its own, and several sizes."""
    images = keras.Input((20, 20, 3))
    x = L.ZeroPadding2D(((0, 1), (0, 1)))(images)
    x = L.Conv2D(8, 3, strides=2)(x)
    y = L.Conv2D(8, 3, padding="same", activation="relu")(x)
    x = L.Add()([x, y])
    z = L.AveragePooling2D(2, padding="same")(x)
    z = L.UpSampling2D(2)(z)
    x = L.Concatenate()([x, z])
    gate = L.GlobalAveragePooling2D(keepdims=True)(x)
    gate = L.Dense(16, activation="sigmoid")(gate)
    x = L.Multiply()([x, gate])
    x = L.Cropping2D(1)(x)
    x = L.PReLU(shared_axes=[1, 2])(x)
    x = L.GlobalMaxPooling2D()(x)
    return keras.Model(images, L.Dense(10, activation=activation)(x))


def adapted(layer):
    """The layer with the statistics of some images."""
    layer.adapt(np.random.default_rng(2).random((4, 12, 12, 3), dtype=np.float32))
    return layer


# Name: constructor that takes the last activation.
NETWORKS = {
    "mnist": sequential(
        (28, 28, 1), lambda: L.Conv2D(8, 3, activation="relu"), lambda: L.MaxPooling2D(),
        lambda: L.Conv2D(16, 3, activation="relu"), lambda: L.MaxPooling2D(), L.Flatten, lambda: L.Dropout(0.5)),
    "small": sequential(
        (8, 8, 1), lambda: L.Rescaling(2.0, offset=-1), lambda: L.Conv2D(4, 3, padding="same", activation="relu"),
        L.BatchNormalization, lambda: L.MaxPooling2D(), lambda: L.Conv2D(6, 3), L.ReLU, L.Flatten),
    "mixed": sequential(
        (24, 24, 3), lambda: L.Rescaling(1 / 0.5, offset=-1), lambda: L.Conv2D(8, 3, strides=2, padding="same"),
        L.BatchNormalization, lambda: L.ReLU(6.0), lambda: L.DepthwiseConv2D(3, padding="same"),
        lambda: L.LeakyReLU(negative_slope=0.2), lambda: L.SeparableConv2D(12, 3, activation="elu"),
        lambda: L.AveragePooling2D(2, padding="same"), lambda: L.Conv2D(12, 1, activation="silu"),
        lambda: L.LayerNormalization(), lambda: L.Conv2D(12, 3, dilation_rate=2, padding="same", activation="swish"),
        L.Flatten, lambda: L.Dense(16, activation="tanh")),
    "normalized": sequential(
        (12, 12, 3), lambda: adapted(L.Normalization()),
        lambda: L.Resizing(16, 16), lambda: L.Conv2D(8, 3, padding="valid", activation="relu"),
        L.GlobalAveragePooling2D, lambda: L.Dense(8, activation="relu")),
    "branches": branches,
    "mlp": sequential((28, 28), L.Flatten, lambda: L.Dense(32, activation="relu"), lambda: L.Dropout(0.2)),
    "colour_mlp": sequential((10, 12, 3), L.Flatten, lambda: L.Dense(32, activation="relu"), L.BatchNormalization),
    "mobilenet": application(zoo.MobileNet, 64, alpha=0.5),
    "mobilenet_v2": application(zoo.MobileNetV2, 64, alpha=0.5),
    "mobilenet_v3_small": application(zoo.MobileNetV3Small, 64),
    "efficientnet_b0": application(zoo.EfficientNetB0, 64),
    "resnet50": application(zoo.ResNet50, 64),
    "resnet50_v2": application(zoo.ResNet50V2, 64),
    "densenet121": application(zoo.DenseNet121, 64),
    "vgg16": application(zoo.VGG16, 32),
    "xception": application(zoo.Xception, 72),
    "inception_v3": application(zoo.InceptionV3, 76),
    "nasnet_mobile": application(zoo.NASNetMobile, 64),
    "convnext_tiny": application(zoo.ConvNeXtTiny, 64),
}


def randomise(model):
    """Weights whose activations neither vanish nor explode, and statistics that are not 0 and 1."""
    generator = np.random.default_rng(7)
    for weight in model.weights:
        shape, name = weight.shape, weight.path.split("/")[-1]
        if not len(shape) or "seed" in weight.path or "count" in name:
            continue
        draw = generator.random(shape) * 2 - 1
        if "variance" in name:
            value = 1 + 0.3 * draw
        elif "depthwise" in name:
            value = draw * math.sqrt(6 / (shape[0] * shape[1]))
        elif len(shape) > 1:
            value = draw * math.sqrt(6 / max(1, math.prod(shape[:-1])))
        elif "gamma" in name:
            value = (0.2 if "layer_scale" in weight.path else 1) + 0.2 * draw
        else:
            value = 0.1 * draw
        weight.assign(value.astype(np.float32))


def bare(make, model, precision):
    """The network in `precision` that gives logits."""
    usual = keras.config.dtype_policy()
    # The policy is what layers heed: once it is made, set_floatx does not change it.
    keras.config.set_dtype_policy(precision)
    keras.config.set_floatx(precision)
    copy = make(None)
    copy.set_weights(model.get_weights())
    keras.config.set_dtype_policy(usual)
    keras.config.set_floatx("float32")
    assert all(weight.dtype == precision for weight in copy.trainable_weights)
    return copy


def tensor(values, precision):
    """The backend's own: Keras rounds to float32 on the way to PyTorch's."""
    if keras.backend.backend() == "torch":
        import torch
        return torch.tensor(values.astype(precision))
    import tensorflow
    return tensorflow.constant(values.astype(precision))


def logits_of(model, images):
    return keras.ops.convert_to_numpy(model(tensor(images, model.compute_dtype), training=False))


def input_gradient(model, image, row):
    """The gradient of the weighted logits at the pixels."""
    leaf, weights = tensor(image, model.compute_dtype), tensor(row, model.compute_dtype)
    if keras.backend.backend() == "torch":
        import torch
        leaf.requires_grad_()
        # Of one image alone PyTorch computes some gradients wrong: see export.py.
        logits = model(leaf.repeat(2, *[1] * (image.ndim - 1)), training=False)[:1]
        return torch.autograd.grad((logits * weights).sum(), leaf)[0].numpy()
    import tensorflow
    with tensorflow.GradientTape() as tape:
        tape.watch(leaf)
        weighted = tensorflow.reduce_sum(model(leaf, training=False) * weights)
    return tape.gradient(weighted, leaf).numpy()


def candidates(shape):
    generator = np.random.default_rng(3)
    for _ in range(200):
        yield generator.random((1, *shape), dtype=np.float32)


def export(name, folder):
    backend = "" if keras.backend.backend() == "tensorflow" else keras.backend.backend() + "_"
    title = f"keras_{backend}{name}"
    make = NETWORKS[name]
    keras.utils.set_random_seed(1)
    model = make("softmax")
    shape = model.input_shape[1:]
    model(np.zeros((1, *shape), np.float32))
    randomise(model)
    path = os.path.join(folder, title + ".onnx")
    model.export(path, format="onnx", verbose=False)
    reference, single = bare(make, model, "float64"), bare(make, model, "float32")
    weights = upstream(3, 10)
    # With PyTorch, Keras normalises batches in float32 whatever it is asked for: there differences say nothing.
    is_precise = keras.backend.backend() != "torch"
    smooth = smooth_images(
        candidates(shape), (lambda image, row: (logits_of(reference, image) * row).sum()) if is_precise else None,
        lambda image, row: input_gradient(reference, image, row), weights,
        rounded=lambda image, row: input_gradient(single, image, row))
    if smooth is None:
        raise ValueError("no images away from all kinks")
    images, slopes = smooth
    logits = logits_of(reference, images)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    outputs = session.run(None, {session.get_inputs()[0].name: images})[0]
    expected = np.exp(logits - logits.max(1, keepdims=True))
    expected /= expected.sum(1, keepdims=True)
    assert np.abs(outputs - expected).max() <= 1e-4, (name, outputs, expected)
    first = lambda x: x[:, None] if x.ndim == 3 else np.moveaxis(x, -1, 1)
    save(folder, title, first(images), logits, weights, first(slopes))


if __name__ == "__main__":
    os.makedirs(sys.argv[1], exist_ok=True)
    for name in sys.argv[2:] or NETWORKS:
        try:
            export(name, sys.argv[1])
        except Exception as error:  # some networks cannot be exported by some versions
            print(f"{name}: {type(error).__name__}: {str(error)[:300]}", flush=True)

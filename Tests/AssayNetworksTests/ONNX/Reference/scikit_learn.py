"""Trains models of scikit-learn on its digits, exports them by sklearn-onnx, and writes what they make of some digits.

    python scikit_learn.py DIR [NAME ...]

writes DIR/NAME.onnx and DIR/NAME.safetensors (images, logits, upstream, gradient); `ASSAY_ONNX_DIR=DIR swift test
--filter ONNXReferenceTests` compares. The logits are scikit-learn's in float64, from which onnxruntime's output of the
exported file is checked to follow; the gradients are their central differences. Needs scikit-learn, skl2onnx,
onnxruntime and safetensors.
"""
import os, sys, warnings

import numpy as np
import onnxruntime
from skl2onnx import to_onnx
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.feature_selection import SelectKBest
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Perceptron, RidgeClassifier, SGDClassifier
from sklearn.naive_bayes import GaussianNB, MultinomialNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, Normalizer, RobustScaler, StandardScaler
from sklearn.svm import LinearSVC

from kinks import save, smooth_images, upstream

warnings.filterwarnings("ignore")


def softmax(x):
    shares = np.exp(x - x.max(1, keepdims=True))
    return shares / shares.sum(1, keepdims=True)


def logistic(x):
    return 1 / (1 + np.exp(-x))


def halves(d):
    """Two logits whose softmax are the logistic functions of −d and d."""
    return np.stack([-d / 2, d / 2], 1)


def decision(model, x):
    return model.decision_function(x)


def binary_decision(model, x):
    return halves(model.decision_function(x))


def both_decisions(model, x):
    return 2 * binary_decision(model, x)


def network(model, x):
    """The values before an MLP's last function."""
    for matrix, bias in zip(model.coefs_[:-1], model.intercepts_[:-1]):
        x = x @ matrix + bias
        x = {"relu": lambda v: np.maximum(v, 0), "tanh": np.tanh, "logistic": logistic}[model.activation](x)
    x = x @ model.coefs_[-1] + model.intercepts_[-1]
    return halves(x[:, 0]) if x.shape[1] == 1 else x


def joint_likelihood(model, x):
    return model._joint_log_likelihood(x)


def shares(x):
    return logistic(x) / logistic(x).sum(1, keepdims=True)


def same(x):
    return x


def second(x):
    return x[:, 1:]


LOGISTIC = dict(max_iter=200)
# Name: model, whether of two classes, logits of (the last step, its features), what the file makes of them.
MODELS = {
    "logistic": (LogisticRegression(**LOGISTIC), False, decision, softmax),
    "logistic_zipmap": (LogisticRegression(**LOGISTIC), False, decision, softmax),
    "logistic_raw": (LogisticRegression(**LOGISTIC), False, decision, same),
    "logistic_binary": (LogisticRegression(**LOGISTIC), True, binary_decision, softmax),
    "logistic_binary_zipmap": (LogisticRegression(**LOGISTIC), True, binary_decision, softmax),
    "linear_svc": (LinearSVC(), False, decision, same),
    "linear_svc_binary": (LinearSVC(), True, both_decisions, second),
    "ridge": (RidgeClassifier(), False, decision, same),
    "ridge_binary": (RidgeClassifier(), True, both_decisions, second),
    "perceptron": (Perceptron(), False, decision, same),
    "sgd_hinge_zipmap": (SGDClassifier(), False, decision, same),
    "sgd_hinge_binary": (SGDClassifier(), True, both_decisions, same),
    "sgd_log": (SGDClassifier(loss="log_loss"), False, decision, shares),
    "sgd_log_binary": (SGDClassifier(loss="log_loss"), True, binary_decision, softmax),
    "mlp": (MLPClassifier((24,), max_iter=60), False, network, softmax),
    "mlp_zipmap": (MLPClassifier((24, 12), max_iter=60, activation="logistic"), False, network, softmax),
    "mlp_binary": (MLPClassifier((16,), max_iter=60, activation="tanh"), True, network, softmax),
    "mlp_binary_zipmap": (MLPClassifier((16,), max_iter=60), True, network, softmax),
    "scaled_pca": (make_pipeline(StandardScaler(), PCA(20), LogisticRegression(**LOGISTIC)), False, decision, softmax),
    "minmax_normalized": (make_pipeline(MinMaxScaler(), Normalizer(), LogisticRegression()), False, decision, softmax),
    "normalized_l1": (make_pipeline(Normalizer("l1"), LogisticRegression(**LOGISTIC)), False, decision, softmax),
    "normalized_max": (make_pipeline(Normalizer("max"), LogisticRegression(**LOGISTIC)), False, decision, softmax),
    "robust": (make_pipeline(MaxAbsScaler(), RobustScaler(), LogisticRegression(**LOGISTIC)), False, decision, softmax),
    "selected": (
        make_pipeline(SimpleImputer(), SelectKBest(k=30), LogisticRegression(**LOGISTIC)), False, decision, softmax),
    "scaled_mlp": (make_pipeline(StandardScaler(), MLPClassifier((16,), max_iter=60)), False, network, softmax),
    "lda": (LinearDiscriminantAnalysis(), False, decision, softmax),
    # The file has the softmax of −d and d, not scikit-learn's logistic functions of them.
    "lda_binary_zipmap": (LinearDiscriminantAnalysis(), True, both_decisions, softmax),
    "gaussian_nb": (GaussianNB(var_smoothing=0.01), False, joint_likelihood, softmax),
    "multinomial_nb_zipmap": (MultinomialNB(), False, joint_likelihood, softmax),
}


def export(name, folder):
    model, is_binary, logits_of, outputs_of = MODELS[name]
    pixels, labels = load_digits(return_X_y=True)
    pixels, labels = pixels / 16, (labels > 4).astype(int) if is_binary else labels
    train, test = slice(0, 1400), slice(1400, None)
    model.set_params(**{key: 1 for key in model.get_params() if key.split("__")[-1] == "random_state"})
    model.fit(pixels[train], labels[train])
    steps = [step for _, step in model.steps] if hasattr(model, "steps") else [model]

    def logits_at(images):
        x = np.asarray(images, np.float64).reshape(len(images), -1)
        for step in steps[:-1]:
            x = step.transform(x)
        return logits_of(steps[-1], x)

    file = converted(model, steps[-1], name, pixels[:1].astype(np.float32))
    with open(os.path.join(folder, name + ".onnx"), "wb") as out:
        out.write(file.SerializeToString())
    weighted = lambda x, row: (logits_at(x) * row).sum(1)
    images = pixels[test].astype(np.float32).reshape(-1, 1, 1, 8, 8)
    weights = upstream(3, len(logits_at(images[:1, 0])[0]))
    smooth = smooth_images(
        images, lambda image, row: weighted(image, row)[0],
        lambda image, row: differences(lambda x: weighted(x, row), image), weights)
    if smooth is None:
        raise ValueError(f"{name}: no images away from all kinks")
    images, slopes = smooth
    logits = logits_at(images)
    session = onnxruntime.InferenceSession(file.SerializeToString(), providers=["CPUExecutionProvider"])
    outputs = session.run(None, {session.get_inputs()[0].name: images.reshape(len(images), -1)})[1]
    if isinstance(outputs, list):
        outputs = np.array([[row[key] for key in sorted(row)] for row in outputs])
    expected = outputs_of(logits)
    assert np.abs(outputs - expected).max() <= 1e-5 * max(1, np.abs(expected).max()), (name, outputs, expected)
    save(folder, name, images, logits, weights, slopes)


def converted(model, last, name, example):
    """The exported file; by default with scores as dictionaries, where the converter makes them."""
    options = {} if name.endswith("zipmap") else {"zipmap": False}
    if name.endswith("raw"):
        options["raw_scores"] = True
    try:
        return to_onnx(model, example, options={id(last): options} if options else None)
    except NameError:  # the converter knows no such option
        return to_onnx(model, example)


def differences(function, image, step=1e-4):
    """Central differences of fourth order, in float64."""
    flat = image.reshape(1, -1)
    moves = step * np.eye(flat.shape[1])
    at = lambda factor: function((flat + factor * moves).reshape(-1, *image.shape[1:]))
    return ((8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step)).reshape(image.shape)


if __name__ == "__main__":
    os.makedirs(sys.argv[1], exist_ok=True)
    for name in sys.argv[2:] or MODELS:
        export(name, sys.argv[1])

"""Turns the node tests of the `onnx` package into files that Assay can read, with the outputs they must have.

    python nodes.py DIR [OPERATOR ...]

writes two forms of every node test of the operators named, or of all that Documentation/ONNX.md lists:
DIR/NAME.onnx and DIR/NAME.safetensors (images, logits), a classifier of images; and DIR/NAME.constant.onnx and
DIR/NAME.constant.safetensors (its outputs), the test as it is with all inputs constant, which Assay computes when it
reads a file. `ASSAY_ONNX_NODE_DIR=DIR swift test --filter ONNXReferenceTests` reads them all and compares.

A node test is a graph of one operator, whose inputs are all open. Assay reads classifiers: images in, N×K out. So in the
first form the first input becomes the images (reshaped in front, where it is not N×C×H×W), the others become constants,
and the output is flattened. Where the first axis is not one that examples could be told apart by (a transposition of it,
a sum along it), the whole test becomes one example: all tensors that depend on the images get an axis in front, and the
node's axes move by one. Operators that are newer than version 25 are labelled 25; those whose meaning changed then are
in the list of what has no meaning here. Needs onnx and safetensors.
"""
import copy, os, re, sys, warnings

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.backend.test.loader import load_model_tests
from safetensors.numpy import save_file

warnings.filterwarnings("ignore")
LATEST = 25
# What takes axes, and how the node says them: attribute of one, attribute of several, input of several.
AXES = {
    "axis": {"Softmax", "LogSoftmax", "Concat", "Split", "Gather", "LayerNormalization", "RMSNormalization",
             "LpNormalization", "ReduceMean", "Flatten", "QuantizeLinear", "DequantizeLinear"},
    "axes": {"Slice", "Squeeze", "Unsqueeze", "ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceL1", "ReduceL2",
             "ReduceSumSquare", "Pad", "MeanVarianceNormalization"},
}
# What has no meaning for a classifier of images in float32, by a part of the test's name or by what it holds.
SMALL = "floats of 8 bits or fewer, integers of fewer than 8"
MEANINGLESS = {
    "training": "training mode", "empty_set_bool": "extremes of no truths", "sequence": "sequences",
    "optional": "optional values", "STRING": "strings", "fmod_0": "meanings that version 28 gave",
    "spacetodepth_crd": "meanings that version 28 gave",
    "spacetodepth_dcr": "meanings that version 28 gave", "blocked": "quantisation in blocks",
    **dict.fromkeys(["FLOAT8", "FLOAT4", "INT4", "INT2", "E4M3", "E5M2", "E8M0", "e4m3", "e5m2", "float4", "int4", "int2"],
                    SMALL),
}
# Operators on shapes, whose outputs are no values of a network.
SHAPES = {"Shape", "Size", "Constant", "ConstantOfShape", "Range", "Not", "Equal", "Less", "Greater", "NonZero"}


class Skipped(Exception):
    pass


def attribute(node, name):
    return next((a for a in node.attribute if a.name == name), None)


def shifted(node, constants, rank):
    """The node for values with one more axis in front."""
    node = copy.deepcopy(node)
    kind = node.op_type
    if kind in {"Reshape", "Expand", "Tile", "Resize", "Conv", "MaxPool", "AveragePool", "Gemm", "BatchNormalization",
                "GlobalAveragePool", "GlobalMaxPool", "LRN", "InstanceNormalization", "Flatten", "DepthToSpace",
                "SpaceToDepth", "Upsample"}:
        raise Skipped("its meaning depends on the first axis")
    if kind == "Transpose":
        perm = attribute(node, "perm")
        order = list(perm.ints) if perm else list(range(rank))[::-1]
        if perm:
            node.attribute.remove(perm)
        node.attribute.append(helper.make_attribute("perm", [0] + [p + 1 for p in order]))
    for name, kinds in AXES.items():
        if kind not in kinds:
            continue
        found = attribute(node, name)
        if found is not None and name == "axis":
            found.i += found.i >= 0
        elif found is not None:
            numbers = [n + (n >= 0) for n in found.ints]
            del found.ints[:]
            found.ints.extend(numbers)
        elif name == "axis" and kind in {"Split", "Gather", "Concat"}:
            node.attribute.append(helper.make_attribute("axis", 1))
        elif name == "axes":
            place = {"Slice": 3, "Pad": 3}.get(kind, 1)
            if len(node.input) > place and node.input[place] in constants:
                numbers = constants[node.input[place]]
                constants[node.input[place]] = np.where(numbers >= 0, numbers + 1, numbers).astype(numbers.dtype)
            elif kind == "Slice":
                constants["all_axes"] = np.arange(len(constants[node.input[1]])) + 1
                node.input.insert(3, "all_axes")
            elif kind.startswith("Reduce"):
                if (noop := attribute(node, "noop_with_empty_axes")) is not None and noop.i:
                    continue
                while len(node.input) < 2:
                    node.input.append("all_axes")
                constants["all_axes"] = np.arange(rank) + 1
            elif kind == "MeanVarianceNormalization":
                node.attribute.append(helper.make_attribute("axes", [1, 3, 4]))
            elif kind != "Squeeze":
                raise Skipped("axes that are left out")
    return node


def classifier(model, inputs, outputs, whole):
    """The node test as a network: its file, the images and the logits."""
    graph = model.graph
    if len(graph.node) != 1 or not inputs or not outputs:
        raise Skipped("not one node with inputs")
    node, x, y = graph.node[0], inputs[0], outputs[0]
    if not (x.dtype == np.float32 and y.dtype == np.float32):
        raise Skipped(f"{x.dtype} to {y.dtype}")
    names = [value.name for value in graph.input]
    constants = dict(zip(names[1:], inputs[1:]))
    if names[0] != node.input[0] or names[0] in list(node.input)[1:]:
        raise Skipped("not the first input")
    if whole:
        node = shifted(node, constants, x.ndim)
        x, y = x[None], y[None]
        if node.op_type == "Concat":
            constants = {name: value[None] for name, value in constants.items()}
    if x.ndim == 0 or y.ndim == 0 or x.shape[0] != y.shape[0] or x.size == 0 or y.size == 0:
        raise Skipped("no axis of examples")
    images = x if x.ndim == 4 else x.reshape(x.shape[0], -1, 1, 1)
    nodes = []
    first = "images" if x.ndim == 4 else names[0]
    if x.ndim != 4:
        constants["input_shape"] = np.array((-1,) + x.shape[1:], np.int64)
        nodes.append(helper.make_node("Reshape", ["images", "input_shape"], [first], name="input_reshaped"))
    node = copy.deepcopy(node)
    node.input[0] = first
    node.name = "tested"
    constants["output_shape"] = np.array((-1, y[0].size), np.int64)
    logits = y.reshape(y.shape[0], -1)
    single = logits.shape[1] == 1
    nodes += [node, helper.make_node("Reshape", [node.output[0], "output_shape"], ["flat" if single else "logits"])]
    if single:
        nodes.append(helper.make_node("Concat", ["flat", "flat"], ["logits"], axis=1))
        logits = np.concatenate([logits, logits], 1)
    made = helper.make_graph(
        nodes, "node_test",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, [1 if whole else "N", *images.shape[1:]])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", logits.shape[1]])],
        [numpy_helper.from_array(np.ascontiguousarray(value), name) for name, value in constants.items()])
    versions = [helper.make_opsetid(s.domain, min(max(s.version, 7), LATEST)) for s in model.opset_import]
    return helper.make_model(made, opset_imports=versions), images, logits


def documented():
    """The operators that the table of the documentation lists."""
    path = os.path.join(os.path.dirname(__file__), "../../../../Documentation/ONNX.md")
    rows = [line.split("|") for line in open(path, encoding="utf-8") if line.startswith("| ")]
    start = next(index for index, row in enumerate(rows) if row[1].strip() == "Family") + 2
    end = next(index for index, row in enumerate(rows) if row[1].strip() == "Operator")
    return {name.split("(")[0].strip() for row in rows[start:end] for name in row[2].split(",")}


def meaning(case, inputs, outputs):
    """Why a test has no meaning here; None for those that have."""
    for part, reason in MEANINGLESS.items():
        if part in case.name and not (part == "fmod_0" and "float" not in case.name):
            return reason
    types = "bool|bfloat16|float(16|32|64)|u?int(8|16|32|64)"
    if not all(re.fullmatch(types, array.dtype.name) for array in inputs + outputs):
        return "strings or complex numbers"
    if any(array.dtype.name == "bfloat16" for array in outputs):
        return "results rounded to bfloat16, which are floats here"
    return None


def constants(model, inputs, outputs):
    """The node test with all inputs constant, and its outputs."""
    graph = model.graph
    names = [value.name for value in graph.input]
    made = helper.make_graph(
        list(graph.node), "node_test", [], list(graph.output),
        [numpy_helper.from_array(np.ascontiguousarray(value), name) if value.ndim else
         numpy_helper.from_array(value, name) for name, value in zip(names, inputs)] + list(graph.initializer))
    versions = [helper.make_opsetid(s.domain, min(max(s.version, 7), LATEST)) for s in model.opset_import]
    expected = {value.name: np.ascontiguousarray(out.astype(np.float32)).reshape(out.shape)
                for value, out in zip(graph.output, outputs)}
    return helper.make_model(made, opset_imports=versions), expected


def main(folder, operators):
    os.makedirs(folder, exist_ok=True)
    tests, forms, apart, left, left_apart = set(), 0, {}, {}, {}
    for case in load_model_tests(kind="node"):
        kinds = {node.op_type for node in case.model.graph.node}
        if case.name.endswith("_expanded") or "_expanded_" in case.name or len(kinds) != 1 or not kinds & operators:
            continue
        inputs, outputs = [[numpy_helper.to_array(value) if isinstance(value, TensorProto) else value for value in row]
                           for row in case.data_sets[0]]
        if not all(isinstance(value, (np.ndarray, np.generic)) for value in [*inputs, *outputs]):
            apart[case.name] = "values that are no tensors"
            continue
        inputs, outputs = [np.asarray(value) for value in inputs], [np.asarray(value) for value in outputs]
        if reason := meaning(case, inputs, outputs):
            apart[case.name] = reason
            continue
        tests.add(case.name)
        path = os.path.join(folder, case.name)
        network, expected = constants(case.model, inputs, outputs)
        onnx.save(network, path + ".constant.onnx")
        save_file(expected, path + ".constant.safetensors")
        reasons = []
        for whole in (False, True):
            try:
                if kinds & SHAPES:
                    raise Skipped("an operator on constants")
                network, images, logits = classifier(case.model, inputs, outputs, whole)
            except Skipped as reason:
                reasons.append(str(reason))
                continue
            name = f"{path}{'.whole' if whole else ''}"
            onnx.save(network, name + ".onnx")
            save_file({"images": np.ascontiguousarray(images), "logits": np.ascontiguousarray(logits)},
                      name + ".safetensors")
            forms += 1
        if len(reasons) == 2:
            left[case.name] = ", ".join(dict.fromkeys(reasons))
    print(f"{len(tests)} node tests of {len(operators)} operators with constant inputs, {len(tests) - len(left)} of them "
          f"as {forms} networks too")
    print(f"{len(apart)} more have no meaning here:")
    for reason in sorted(set(apart.values())):
        names = sorted(name for name in apart if apart[name] == reason)
        print(f"  {len(names)} {reason}: {' '.join(names[:4])}{' ...' if len(names) > 4 else ''}")


if __name__ == "__main__":
    main(sys.argv[1], set(sys.argv[2:]) or documented())

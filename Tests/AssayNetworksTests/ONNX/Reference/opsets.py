"""Writes exported networks in other versions of ONNX's operators, with what onnxruntime makes of the same images.

    python opsets.py DIR OUT [VERSION ...]

reads what export.py wrote to DIR (NAME.onnx, NAME.safetensors) and writes OUT/NAME.opsetV.onnx and .safetensors for every
version asked for: older ones than the file's are exported again with the same weights, newer ones made by
`onnx.version_converter`. `ASSAY_ONNX_DIR=OUT swift test --filter ONNXReferenceTests` compares. Needs what export.py does.
"""
import os, sys

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import version_converter
from safetensors.numpy import load_file, save_file

import export


def write(name, source, path, version):
    """The network in another version."""
    model = onnx.load(source)
    if version >= next(entry.version for entry in model.opset_import if entry.domain == ""):
        onnx.save(version_converter.convert_version(model, version), path)
        return
    make, size = export.NETWORKS[name]
    torch.manual_seed(1)
    network = make()
    export.randomise(network)
    network.eval().requires_grad_(False)
    torch.onnx.export(
        network, (torch.rand(3, 3, size, size),), path, input_names=["input"], output_names=["logits"],
        opset_version=version, dynamo=False, dynamic_axes={"input": {0: "batch"}, "logits": {0: "batch"}})


def main(folder, out, versions):
    os.makedirs(out, exist_ok=True)
    made, left = 0, []
    for name in sorted(file[:-5] for file in os.listdir(folder) if file.endswith(".onnx")):
        reference = load_file(os.path.join(folder, name + ".safetensors"))
        for version in versions:
            path = os.path.join(out, f"{name}.opset{version}")
            try:
                write(name, os.path.join(folder, name + ".onnx"), path + ".onnx", version)
                session = onnxruntime.InferenceSession(path + ".onnx", providers=["CPUExecutionProvider"])
                logits = session.run(None, {session.get_inputs()[0].name: reference["images"]})[0]
            except Exception as error:
                left.append(f"{name} in {version}: {str(error).strip().splitlines()[0][:100]}")
                if os.path.exists(path + ".onnx"):
                    os.remove(path + ".onnx")
                continue
            save_file({**reference, "logits": np.ascontiguousarray(logits)}, path + ".safetensors")
            made += 1
    print(f"{made} files; {len(left)} could not be written or run")
    for line in left:
        print(" ", line)


if __name__ == "__main__":
    versions = [int(version) for version in sys.argv[3:]] or [7, 9, 10, 11, 12, 13, 15, 18, 19, 20, 21, 23, 25]
    main(sys.argv[1], sys.argv[2], versions)

"""Converts exported networks to other versions of ONNX's operators, with what onnxruntime makes of the same images.

    python opsets.py DIR OUT [VERSION ...]

reads what export.py wrote to DIR (NAME.onnx, NAME.safetensors) and writes OUT/NAME.opsetV.onnx and .safetensors for every
version that `onnx.version_converter` can convert to. `ASSAY_ONNX_DIR=OUT swift test --filter ONNXReferenceTests` compares.
Needs onnx, onnxruntime and safetensors.
"""
import os, sys

import numpy as np
import onnx
import onnxruntime
from onnx import version_converter
from safetensors.numpy import load_file, save_file


def main(folder, out, versions):
    os.makedirs(out, exist_ok=True)
    made, left = 0, []
    for file in sorted(os.listdir(folder)):
        if not file.endswith(".onnx"):
            continue
        name = file[:-5]
        model = onnx.load(os.path.join(folder, file))
        reference = load_file(os.path.join(folder, name + ".safetensors"))
        for version in versions:
            path = os.path.join(out, f"{name}.opset{version}")
            try:
                converted = version_converter.convert_version(model, version)
                onnx.save(converted, path + ".onnx")
                session = onnxruntime.InferenceSession(path + ".onnx", providers=["CPUExecutionProvider"])
                logits = session.run(None, {session.get_inputs()[0].name: reference["images"]})[0]
            except Exception as error:
                left.append(f"{name} to {version}: {str(error).strip().splitlines()[0][:100]}")
                if os.path.exists(path + ".onnx"):
                    os.remove(path + ".onnx")
                continue
            save_file({**reference, "logits": np.ascontiguousarray(logits)}, path + ".safetensors")
            made += 1
    print(f"{made} files; {len(left)} could not be converted or run")
    for line in left:
        print(" ", line)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], [int(version) for version in sys.argv[3:]] or list(range(7, 26)))

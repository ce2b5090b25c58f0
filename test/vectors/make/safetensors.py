"""A file written by the safetensors library, and its check of a file written by ours.

    python3 -m venv .cache/safetensors && .cache/safetensors/bin/pip install safetensors==0.8.0 numpy==2.4.6
    .cache/safetensors/bin/python test/vectors/make/safetensors.py --out test/vectors/safetensors.json
    .cache/safetensors/bin/python test/vectors/make/safetensors.py --check FILE.safetensors     # prints what it read
"""
import argparse
import base64
import json
import sys

sys.path.pop(0)  # this folder holds files named like the libraries

import numpy as np
import safetensors
import safetensors.numpy


def tensors():
    return {
        "kernel": np.array([[0.1, -2.5, 1e300], [5e-324, 0.0, -0.0]], dtype=np.float64),
        "bias": np.array([0.1, -3.4e38, 1.4e-45], dtype=np.float32),
        "half": np.array([1.0, -0.5, 65504.0, 6e-8, 6.1e-5, np.inf, -np.inf, 0.333251953125], dtype=np.float16),
        "step": np.array(50, dtype=np.int64),
        "rows": np.array([2147483647, -2147483648], dtype=np.int32),
        "unsigned": np.array([[4294967295], [7]], dtype=np.uint32),
        "short": np.array([-32768, 32767], dtype=np.int16),
        "bytes": np.array([0, 255, 128], dtype=np.uint8),
        "flags": np.array([True, False]),
        "empty": np.zeros((0, 3), dtype=np.float32),
        "權重": np.array([0.33], dtype=np.float64),
    }


def shown(array):
    return {"dtype": str(array.dtype), "shape": list(array.shape), "values": [repr(v) for v in array.reshape(-1).tolist()]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out")
    parser.add_argument("--check")
    options = parser.parse_args()
    if options.check:
        with safetensors.safe_open(options.check, framework="numpy") as file:
            read = {name: shown(file.get_tensor(name)) for name in file.keys()}
            json.dump({"tensors": read, "metadata": file.metadata()}, sys.stdout, ensure_ascii=False)
        return
    data = safetensors.numpy.save(tensors(), metadata={"format": "np", "語言": "中文"})
    out = {
        "about": "A file written by the safetensors library",
        "command": "python test/vectors/make/safetensors.py --out test/vectors/safetensors.json",
        "safetensors": safetensors.__version__, "numpy": np.__version__,
        "base64": base64.b64encode(data).decode(),
        "tensors": {name: shown(array) for name, array in tensors().items()},
        "metadata": {"format": "np", "語言": "中文"},
    }
    with open(options.out, "w", encoding="utf-8") as file:
        json.dump(out, file, ensure_ascii=False, indent=1)
        file.write("\n")


main()

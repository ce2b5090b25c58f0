"""Makes golden vectors anew and compares them with the committed ones: check.py NAME ... (without .json).

Text, whole numbers, lengths and keys must be equal; other numbers within TOLERANCE, absolute up to 1 and relative above:
processors differ in the last bits of exp and of sums. Versions of Python and names of machines are not compared.
"""
import json
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOLERANCE = {"keras-training": 1e-10}  # 400 steps carry a last bit further
USUAL = 1e-12
IGNORED = {"python", "machine"}
folder = Path(__file__).resolve().parent.parent
root = folder.parent.parent


def differences(old, new, tolerance, where=""):
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            if key in IGNORED:
                continue
            if key not in old or key not in new:
                yield f"{where}/{key}: only in the {'committed' if key in old else 'new'} file"
            else:
                yield from differences(old[key], new[key], tolerance, f"{where}/{key}")
    elif isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new):
            yield f"{where}: {len(old)} entries committed, {len(new)} new"
        else:
            for i, pair in enumerate(zip(old, new)):
                yield from differences(*pair, tolerance, f"{where}/{i}")
    elif isinstance(old, float) and isinstance(new, float):
        if not abs(old - new) <= tolerance * max(1, abs(old)) and old != new and not (old != old and new != new):
            yield f"{where}: {old!r} committed, {new!r} new"
    elif old != new or type(old) is not type(new):
        yield f"{where}: {old!r} committed, {new!r} new"


def remake(name, committed, out):
    """Runs the command that the file records, with its output led elsewhere."""
    command = committed.get("command", f"python test/vectors/make/{name}.py > test/vectors/{name}.json")
    words = [str(out) if word == f"test/vectors/{name}.json" else word for word in shlex.split(command)]
    words[0] = sys.executable
    if ">" in words:
        words = words[:words.index(">")]
        with open(out, "wb") as file:
            return subprocess.run(words, cwd=root, stdout=file, stderr=subprocess.PIPE, text=True)
    return subprocess.run(words, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


failed = False
for name in sys.argv[1:]:
    committed = json.loads((folder / f"{name}.json").read_text("utf-8"))
    tolerance, start = TOLERANCE.get(name, USUAL), time.time()
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary) / "new.json"
        run = remake(name, committed, out)
        if run.returncode != 0:
            found = [f"exit code {run.returncode}", *run.stderr.splitlines()[-15:]]
        else:
            found = list(differences(committed, json.loads(out.read_text("utf-8")), tolerance))
    print(f"{name}.json: {'differs' if found else f'equal within {tolerance:g}'} ({time.time() - start:.0f} s)", flush=True)
    for line in found[:20]:
        print(f"  {line}", flush=True)
    failed = failed or bool(found)
sys.exit(1 if failed else 0)

"""The product as a person starts it: whole processes, a file in, a file out."""
import json
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

LONGEST_S = 120  # for one command


class Ended(NamedTuple):
    ok: bool
    seconds: float
    output: str
    """What a program would read: JSON, if `ok`."""
    message: str
    """What went wrong, on one line."""
    code: str
    """Gradsheet's code of the error; 'timeout' or 'crash' if it told none."""


def gradsheet(product: Path, folder: Path, *arguments: str) -> Ended:
    command = ["node", str(product / "dist" / "cli" / "main.js"), *arguments, "--json", "--lang", "en"]
    began = time.perf_counter()
    try:
        ended = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LONGEST_S
        )
    except subprocess.TimeoutExpired:
        return Ended(False, LONGEST_S, "", f"more than {LONGEST_S} s", "timeout")
    seconds = round(time.perf_counter() - began, 3)
    if ended.returncode == 0:
        return Ended(True, seconds, ended.stdout, "", "")
    try:
        error = json.loads(ended.stdout)["error"]
        return Ended(False, seconds, ended.stdout, error["text"].replace("\n", " ")[:300], error["code"])
    except (ValueError, KeyError, TypeError):
        lines = ended.stderr.strip().splitlines() or [f"exit {ended.returncode}"]
        return Ended(False, seconds, ended.stdout, " ".join(lines)[:300], "crash")


def train(product: Path, folder: Path, table: Path, target: str) -> Ended:
    """Nothing but the table and its target. The model lies in `folder`/model then."""
    return gradsheet(product, folder, "train", str(table), f"--target={target}", "--out=model", "--force")


def predict(product: Path, folder: Path, table: Path) -> Ended:
    """The rows and their predictions lie in `folder`/pred.csv then."""
    return gradsheet(product, folder, "predict", "model", str(table), "--out=pred.csv", "--force")

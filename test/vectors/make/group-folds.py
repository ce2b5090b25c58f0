"""Golden vectors for src/choose/dealt-evenly.ts from scikit-learn's StratifiedGroupKFold.

    python test/vectors/make/group-folds.py --out test/vectors/group-folds.json

Ours deals groups in the order it is given, scikit-learn the most uneven ones first: so they are given in that order.
Which of several equal folds a group goes to is left to rounding there: so the folds are compared by their rows.
"""
import argparse
import json
import platform
import sys
from pathlib import Path

sys.path.pop(0)  # this folder holds a numpy.py

import numpy as np
import sklearn
from sklearn.model_selection import StratifiedGroupKFold

rng = np.random.default_rng(5)


def case(groups, classes, folds, most):
    counts = rng.integers(0, most, (groups, classes)) * (rng.random((groups, classes)) < 0.7)
    counts[counts.sum(axis=1) == 0, 0] = 1
    counts = counts[np.argsort(-np.std(counts, axis=1), kind="mergesort")]
    group = np.repeat(np.arange(groups), counts.sum(axis=1))
    label = np.concatenate([np.repeat(np.arange(classes), row) for row in counts])
    parts = StratifiedGroupKFold(folds).split(np.zeros(len(group)), label, group)
    rows = [np.bincount(label[test], minlength=classes).tolist() for _, test in parts]
    return {"groups": counts.tolist(), "folds": sorted(rows)}


result = {
    "about": "Groups dealt to folds so that each has the classes in their shares.",
    "command": "python test/vectors/make/group-folds.py --out test/vectors/group-folds.json",
    "scikit-learn": sklearn.__version__, "numpy": np.__version__, "python": platform.python_version(),
    "cases": [case(*sizes) for sizes in [(12, 2, 3, 6), (40, 2, 5, 9), (40, 3, 5, 20), (25, 4, 4, 30), (100, 2, 5, 50), (60, 6, 5, 12)]],
}
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--out", type=Path, required=True)
parser.parse_args().out.write_text(json.dumps(result, indent=1) + "\n")

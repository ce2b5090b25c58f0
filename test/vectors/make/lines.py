"""Golden vectors for src/choose/ridge.ts and logistic.ts from scikit-learn.

    python test/vectors/make/lines.py --out test/vectors/lines.json

Ours divides the errors by their number and leaves the penalty as it is: mean(error²) + penalty · Σ slope². So
alpha = penalty · rows in Ridge, and C = 1 / (2 · penalty · rows) in LogisticRegression, which halves the squares.
"""
import argparse
import json
import platform
import sys
from pathlib import Path

sys.path.pop(0)  # this folder holds a numpy.py

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression, Ridge

rng = np.random.default_rng(11)


def table(rows, columns):
    x = rng.normal(0, 1, (rows, columns)).round(6)
    return x, (x @ rng.normal(0, 1, columns) + rng.normal(0, 0.5, rows)).round(6)


def numbers(rows, columns, penalties):
    x, y = table(rows, columns)
    fitted = [Ridge(alpha=p * rows, solver="svd").fit(x, y) for p in penalties]
    return {
        "x": x.ravel().tolist(), "y": y.tolist(), "rows": rows, "columns": columns,
        "lines": [{"penalty": p, "kernel": f.coef_.tolist(), "bias": float(f.intercept_)} for p, f in zip(penalties, fitted)],
    }


def classes(rows, columns, count, penalties, weighted=False):
    x, score = table(rows, columns)
    y = np.digitize(score, np.quantile(score, np.arange(1, count) / count))
    weights = np.round(rng.uniform(0.5, 2, rows), 3) if weighted else np.ones(rows)
    lines = []
    for p in penalties:
        f = LogisticRegression(C=1 / (2 * p * weights.sum()), tol=1e-10, max_iter=10000).fit(x, y, sample_weight=weights)
        lines.append({"penalty": p, "probabilities": f.predict_proba(x)[:, 1 if count == 2 else slice(None)].ravel().round(9).tolist()})
    return {
        "x": x.ravel().tolist(), "y": y.tolist(), "rows": rows, "columns": columns, "classes": count,
        "weights": weights.tolist() if weighted else None, "lines": lines,
    }


cases = {
    "numbers": [numbers(40, 5, [1e-6, 0.01, 1.0]), numbers(12, 20, [0.01, 0.3])],
    "classes": [classes(60, 4, 2, [1e-3, 0.1]), classes(60, 3, 3, [1e-3, 0.1]), classes(50, 3, 2, [0.01], weighted=True)],
}
result = {
    "about": "Lines with penalties, of numbers and of classes.",
    "command": "python test/vectors/make/lines.py --out test/vectors/lines.json",
    "scikit-learn": sklearn.__version__, "numpy": np.__version__, "python": platform.python_version(),
    **cases,
}
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--out", type=Path, required=True)
parser.parse_args().out.write_text(json.dumps(result, indent=1) + "\n")

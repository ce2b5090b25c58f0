"""Golden vectors for src/statistics/scores.ts from scikit-learn.

    python test/vectors/make/scores.py --out test/vectors/scores.json
"""
import argparse
import json
import platform
import sys
from pathlib import Path

sys.path.pop(0)  # this folder holds a numpy.py and a keras.py of its own

import numpy as np
import sklearn
from sklearn import metrics
from sklearn.calibration import calibration_curve

rng = np.random.default_rng(7)


def numbers(rows, noise):
    truth = rng.normal(50, 20, rows)
    predicted = truth + rng.normal(1, noise, rows)
    return {
        "truth": truth, "predicted": predicted,
        "scores": {
            "r2": metrics.r2_score(truth, predicted),
            "rmse": metrics.root_mean_squared_error(truth, predicted),
            "mae": metrics.mean_absolute_error(truth, predicted),
        },
    }


def positive(rows, noise):
    """Judged by their logarithms, too: scikit-learn takes those of 1 + value."""
    truth = np.exp(rng.normal(8, 2, rows))
    predicted = truth * np.exp(rng.normal(0.1, noise, rows))
    return {
        "truth": truth, "predicted": predicted,
        "scores": {
            "logRmse": metrics.root_mean_squared_log_error(truth - 1, predicted - 1),
            "r2": metrics.r2_score(truth, predicted),
            "rmse": metrics.root_mean_squared_error(truth, predicted),
            "mae": metrics.mean_absolute_error(truth, predicted),
        },
    }


def calibration(right, confidence):
    share, mean = calibration_curve(right, confidence, n_bins=10)
    bins = np.digitize(confidence, np.linspace(0, 1, 11)[1:-1], right=True)
    rows = np.bincount(bins, minlength=10)
    rows = rows[rows > 0]
    return {
        "bins": [{"rows": int(n), "predicted": p, "actual": a} for n, p, a in zip(rows, mean, share)],
        "error": float(np.sum(rows * np.abs(share - mean)) / rows.sum()),
    }


def two(rows, share, signal, digits):
    """Few digits make ties."""
    truth = (rng.random(rows) < share).astype(int)
    logit = signal * (truth - share) + rng.normal(0, 1, rows)
    p = np.round(1 / (1 + np.exp(-logit)), digits)
    label = (p > 0.5).astype(int)
    reliability = calibration(truth, p)
    fpr, tpr, roc = metrics.roc_curve(truth, p, drop_intermediate=False)
    return {
        "truth": truth, "predicted": p,
        "scores": {
            "accuracy": metrics.accuracy_score(truth, label),
            "balancedAccuracy": metrics.balanced_accuracy_score(truth, label),
            "f1": metrics.f1_score(truth, label, zero_division=0),
            "rocAuc": metrics.roc_auc_score(truth, p),
            "prAuc": metrics.average_precision_score(truth, p),
            "logLoss": metrics.log_loss(truth, p),
            "calibrationError": reliability["error"],
        },
        "confusion": metrics.confusion_matrix(truth, label),
        "confusionAt0.3": metrics.confusion_matrix(truth, (p > 0.3).astype(int)),
        "bins": reliability["bins"],
        "roc": [[t, y, x] for t, y, x in zip(roc[1:], tpr[1:], fpr[1:])],
    }


def more(rows, classes, digits):
    truth = np.concatenate([np.arange(classes), rng.choice(classes, rows - classes, p=np.arange(1, classes + 1) / (classes * (classes + 1) / 2))])
    logits = rng.normal(0, 1, (rows, classes))
    logits[np.arange(rows), truth] += 1.2
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    p = np.round(p, digits)
    p = 0.99 * p / p.sum(axis=1, keepdims=True) + 0.01 / classes  # ties, but none on the edge of a bin
    label = p.argmax(axis=1)
    reliability = calibration((label == truth).astype(int), p.max(axis=1))
    return {
        "classes": classes, "truth": truth, "predicted": p.ravel(),
        "scores": {
            "accuracy": metrics.accuracy_score(truth, label),
            "balancedAccuracy": metrics.balanced_accuracy_score(truth, label),
            "f1": metrics.f1_score(truth, label, average="macro"),
            "rocAuc": metrics.roc_auc_score(truth, p, multi_class="ovr", average="macro"),
            "prAuc": metrics.average_precision_score(truth, p, average="macro"),
            "logLoss": metrics.log_loss(truth, p),
            "calibrationError": reliability["error"],
        },
        "confusion": metrics.confusion_matrix(truth, label),
        "bins": reliability["bins"],
    }


result = {
    "about": "Scores of predictions, of numbers, two classes and more, with and without ties.",
    "command": "python test/vectors/make/scores.py --out test/vectors/scores.json",
    "scikit-learn": sklearn.__version__, "numpy": np.__version__, "python": platform.python_version(),
    "numbers": [numbers(60, 5), numbers(20, 40)],
    "two": [two(80, 0.5, 2, 17), two(80, 0.3, 1, 1), two(60, 0.1, 3, 2), two(40, 0.5, 0, 0)],
    "more": [more(90, 3, 17), more(70, 5, 1)],
    "positive": [positive(50, 0.3), positive(30, 1.5)],
}
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--out", type=Path, required=True)
plain = lambda value: value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value
parser.parse_args().out.write_text(json.dumps(result, indent=1, default=plain) + "\n")

"""The error or accuracy of all predictions on the test rows of a table, by one arithmetic."""
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

import answers
from places import TABLES

SAME = 1e-6  # errors that differ by less, relatively, are the same
FLOOR = 0.01  # of the constant guess's error: below that all errors are alike


class Score(NamedTuple):
    entry: dict
    dealt: str
    """How the test rows were held out: 'random', 'time' or 'group'."""
    product: float | None
    """RMSE of a regression, accuracy of a classification; None if the product gave no predictions."""
    peers: dict[str, float]
    preferred: str
    """The one of 'linear' and 'network' that cross-validation on the training rows prefers."""
    coverage: float | None
    """Share of test rows whose target lies within the product's 90 % interval."""
    result: dict
    """Of the product: seconds, and what failed."""

    @property
    def is_regression(self) -> bool:
        return self.entry["task"] == "regression"

    @property
    def best(self) -> float:
        """The better of the linear peer and the network, seen on the test rows."""
        values = [self.peers[name] for name in ("linear", "network") if name in self.peers]
        return (min if self.is_regression else max)(values)

    def beside(self, value: float, other: float) -> float:
        """Regression: error ÷ error, so 1 is as good. Classification: accuracy minus accuracy."""
        if self.is_regression:
            return value / max(other, FLOOR * self.peers["constant"], 1e-300)
        return value - other

    def product_beside(self, other: float) -> float:
        """A table without predictions is infinitely wrong: worse than any."""
        if self.product is None:
            return np.inf if self.is_regression else -np.inf
        return self.beside(self.product, other)

    @property
    def line_is_clear(self) -> bool:
        """The linear peer beats the constant guess by 20 % of the error, or by 5 points."""
        line, constant = self.peers["linear"], self.peers["constant"]
        return line <= 0.8 * constant if self.is_regression else line >= constant + 0.05

    @property
    def is_below_constant(self) -> bool:
        """Worse than the constant guess. As good in accuracy may be all that few test rows of a rare class allow, and the
        same mean differs in the last bits between the two."""
        if self.product is None:
            return True
        constant = self.peers["constant"]
        return self.product > constant * (1 + SAME) if self.is_regression else self.product < constant

    @property
    def beats_constant(self) -> bool:
        if self.product is None:
            return False
        constant = self.peers["constant"]
        return self.product < constant if self.is_regression else self.product > constant


def quality(truth: pd.Series, predicted: pd.Series, regression: bool) -> float:
    if regression:
        error = pd.to_numeric(predicted, errors="coerce").to_numpy(float) - truth.to_numpy(float)
        return float(np.sqrt(np.mean(error**2))) if np.isfinite(error).all() else np.inf
    return float(np.mean([same_class(a, b) for a, b in nearest_classes(truth, predicted)]))


def nearest_classes(truth: pd.Series, predicted: pd.Series) -> list[tuple]:
    """Where classes are numbers and the prediction is a number between them, the nearest class is meant."""
    if not pd.api.types.is_numeric_dtype(truth) or pd.api.types.is_bool_dtype(truth):
        return list(zip(truth, predicted))
    classes = np.unique(truth)
    numbers = pd.to_numeric(predicted, errors="coerce").to_numpy(float)
    nearest = classes[np.abs(classes[None, :] - np.nan_to_num(numbers, nan=np.inf)[:, None]).argmin(axis=1)]
    return list(zip(truth, nearest))


def same_class(truth: object, predicted: object) -> bool:
    # pandas reads a column of TRUE and FALSE alone as booleans, which it spells True and False
    return truth == predicted or str(truth).strip().casefold() == str(predicted).strip().casefold()


def score(entry: dict, runs: Path) -> Score | None:
    """None if the product was not run, or neither the linear peer nor the network answered: nothing stands beside."""
    regression = entry["task"] == "regression"
    target = entry["target"]
    truth = pd.read_csv(TABLES / entry["id"] / "truth.csv", low_memory=False, skip_blank_lines=False)[target]
    peers = answers.kept(entry["id"]) or {}
    peer_scores = {
        name: quality(truth, pd.Series(peer["predictions"]), regression)
        for name, peer in peers.items()
        if "predictions" in peer
    }
    choosable = [name for name in ("linear", "network") if name in peer_scores]
    if not choosable:
        return None
    result = answers.result_of(entry["id"], runs)
    if result is None:
        return None
    predicted = predictions(runs / entry["id"] / "pred.csv", target, len(truth), result)
    return Score(
        entry=entry,
        dealt=answers.demands()[entry["id"]]["by"],
        product=None if predicted is None else quality(truth, predicted[f"{target}_predicted"], regression),
        peers=peer_scores,
        preferred=max(choosable, key=lambda name: peers[name]["cross-validated"]),
        coverage=coverage(truth, predicted, target) if regression else None,
        result=result,
    )


def predictions(place: Path, target: str, rows: int, result: dict) -> pd.DataFrame | None:
    """A row per test row; None, with the reason in `result`, if the product gave something else."""
    if result["failed"]:
        return None
    table = pd.read_csv(place, low_memory=False)
    if len(table) != rows:
        result.update(code="rows", failed=f"{len(table)} predictions for {rows} rows")
        return None
    return table


def coverage(truth: pd.Series, predicted: pd.DataFrame | None, target: str) -> float | None:
    if predicted is None or f"{target}_low" not in predicted.columns:
        return None
    low, high = predicted[f"{target}_low"], predicted[f"{target}_high"]
    given = low.notna()  # far outside of the training rows none is
    return float(((low <= truth) & (truth <= high))[given].mean()) if given.any() else None

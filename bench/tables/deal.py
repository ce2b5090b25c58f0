"""Deals each table's rows: train.csv, test.csv (no target) and truth.csv, as demands.mjs says for it.

    .cache/python/bin/python bench/tables/deal.py
"""
import io
import json
import warnings

import numpy as np
import pandas as pd
from sklearn.model_selection import GroupShuffleSplit, StratifiedGroupKFold, train_test_split

import answers
from places import MANIFEST, TABLES
from prepare import as_read, text_of

TEST_SHARE = 0.25


def dealt(table: pd.DataFrame, entry: dict, demand: dict) -> np.ndarray:
    """Places of the test rows, in the table's order. Rows without a target stay in training."""
    target, classes = entry["target"], entry["task"] != "regression"
    known = np.flatnonzero(table[target].notna())
    seed = int(entry["id"][:8], 16)
    if demand["by"] == "time":
        return np.sort(latest(table, known, demand.get("column")))
    labels = table[target].iloc[known] if classes else None
    if demand["by"] == "group":
        return np.sort(known[groups_apart(table[demand["column"]].iloc[known], labels, seed)])
    _, test = train_test_split(known, test_size=TEST_SHARE, random_state=seed, stratify=labels)
    return np.sort(test)


def latest(table: pd.DataFrame, known: np.ndarray, column: str | None) -> np.ndarray:
    """The last quarter, and what has the same time as its first row; of the file where that would be all."""
    times = times_of(table[column]) if column else np.arange(len(table), dtype=float)
    times = times[known]
    start = np.sort(times)[int(round((1 - TEST_SHARE) * len(times)))]
    return known[times >= start] if start > times.min() else known[-int(TEST_SHARE * len(known)) :]


def times_of(column: pd.Series) -> np.ndarray:
    """Numbers as they are, dates as a count of their unit; what has no time comes first."""
    if pd.api.types.is_numeric_dtype(column):
        times = column.astype(float)
    else:
        spelled = column.str.replace(r"\s+(?=Q[1-4]$)", "", regex=True)  # pandas reads 1970Q1, but not 1970 Q1
        dates = pd.to_datetime(spelled, errors="coerce", format="mixed", utc=True)
        times = dates.astype("int64").astype(float).where(dates.notna())
    if times.isna().all():
        raise ValueError(f"{column.name}: the product finds times here, and pandas reads none")
    return times.fillna(-np.inf).to_numpy()


def groups_apart(groups: pd.Series, labels: pd.Series | None, seed: int) -> np.ndarray:
    """A row without a group is a group of its own."""
    own = pd.Series([f"row {place}" for place in range(len(groups))], index=groups.index)
    names = groups.astype(object).where(groups.notna(), own).astype(str)
    if labels is None:
        dealer = GroupShuffleSplit(n_splits=1, test_size=TEST_SHARE, random_state=seed)
    else:
        dealer = StratifiedGroupKFold(n_splits=round(1 / TEST_SHARE), shuffle=True, random_state=seed)
    _, test = next(iter(dealer.split(names, labels, names)))
    return test


def write(entry: dict, demand: dict) -> None:
    """The cells keep the text that the table's file has."""
    folder = TABLES / entry["id"]
    text = (folder / "table.csv").read_text(encoding="utf-8")
    cells = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    test = dealt(as_read(text), entry, demand)
    train = np.setdiff1d(np.arange(len(cells)), test)
    target = entry["target"]
    parts = {
        "train.csv": cells.iloc[train],
        "test.csv": cells.iloc[test].drop(columns=target),
        "truth.csv": cells.iloc[test][[target]],
    }
    for name, part in parts.items():
        (folder / name).write_text(text_of(part), encoding="utf-8")


def main() -> None:
    for entry in json.loads(MANIFEST.read_text(encoding="utf-8"))["tables"]:
        write(entry, answers.demands()[entry["id"]])


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()

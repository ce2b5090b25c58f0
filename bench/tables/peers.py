"""What scikit-learn makes of the same rows. Each table's predictions are kept, so each peer runs once per table.

    nice -n 10 .cache/python/bin/python bench/tables/peers.py --half even --limit 60
"""
import os

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")  # before NumPy is loaded: the machine is shared

import argparse
import signal
import time
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegressionCV, RidgeCV
from sklearn.model_selection import GridSearchCV, KFold, StratifiedKFold, cross_val_score
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

import answers
import rule
from places import TABLES
from sample import add_arguments, sample

PEER_NAMES = ["constant", "linear", "network", "trees"]
FOLDS = 5
GRID = {"hidden_layer_sizes": [(32,), (64, 32)], "alpha": [1e-4, 1e-2, 1.0]}  # 6 points
NETWORK = {"max_iter": 500, "learning_rate_init": 0.005, "random_state": 0}  # Adam, batches of 200, as scikit-learn has
SEARCH_ROWS = 2_000  # choices are made on at most so many training rows, drawn once; the best is fitted on all
STOP_EARLY_ROWS = 1_000  # from here a tenth of the rows says when to stop, as scikit-learn's early_stopping does
LONGEST_S = 300  # of processor time, for one peer on one table: a busy machine cuts nobody short

warnings.simplefilter("ignore")


class TookTooLong(Exception):
    pass


def read(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Training and test rows as pandas reads them, with the same kinds of columns."""
    train = pd.read_csv(folder / "train.csv", low_memory=False).replace([np.inf, -np.inf], np.nan)
    test = pd.read_csv(folder / "test.csv", low_memory=False).replace([np.inf, -np.inf], np.nan)
    for name in test.columns:
        if rule.is_number(train[name]):
            test[name] = pd.to_numeric(test[name], errors="coerce")
        else:
            train[name] = as_texts(train[name])
            test[name] = as_texts(test[name])
    return with_dates_as_numbers(train, test)


def as_texts(column: pd.Series) -> pd.Series:
    return column.map(lambda cell: np.nan if pd.isna(cell) else str(cell)).astype(object)


def with_dates_as_numbers(train: pd.DataFrame, test: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A text column of dates becomes days since 1970, month and day of the week."""
    for name in [name for name in test.columns if not rule.is_number(train[name])]:
        texts = train[name].dropna()
        if len(texts) == 0 or not texts.str.contains(r"\d").all():
            continue
        if pd.to_datetime(texts, errors="coerce", format="mixed").notna().mean() < 0.95:
            continue
        for table in (train, test):
            when = pd.to_datetime(table[name], errors="coerce", format="mixed", utc=True)
            days = (when - pd.Timestamp("1970-01-01", tz="UTC")).dt.total_seconds() / 86_400
            table[f"{name}: days"], table[f"{name}: month"] = days, when.dt.month.astype(float)
            table[f"{name}: day of the week"] = when.dt.dayofweek.astype(float)
            del table[name]
    return train, test


def encoder(table: pd.DataFrame, features: list[str]) -> ColumnTransformer:
    numbers = [name for name in features if rule.is_number(table[name])]
    texts = [name for name in features if name not in numbers]
    one_hot = OneHotEncoder(
        min_frequency=5, max_categories=40, handle_unknown="infrequent_if_exist", sparse_output=False
    )
    return ColumnTransformer(
        [
            ("numbers", SimpleImputer(strategy="median", add_indicator=True), numbers),
            ("texts", one_hot, texts),
        ]
    )


class Peer(NamedTuple):
    fit: Callable[[np.ndarray, np.ndarray], object]
    """A fitted model of X and y."""
    cross_validated: Callable[[np.ndarray, np.ndarray], float] | None = None
    """R2 or accuracy over the folds of the training rows; called after `fit`."""


def peers_for(classes: bool, rows: int, search_rows: int = SEARCH_ROWS) -> dict[str, Peer]:
    early = rows >= STOP_EARLY_ROWS
    if classes:
        line = scaled(LogisticRegressionCV(Cs=10, cv=folds(True), max_iter=1_000))
        model, path = scaled(MLPClassifier(**NETWORK, early_stopping=early)), "mlpclassifier"
        dummy, trees = DummyClassifier(), HistGradientBoostingClassifier(random_state=0)
    else:
        line = scaled(RidgeCV(alphas=np.logspace(-3, 4, 15)))
        network = scaled(MLPRegressor(**NETWORK, early_stopping=early))
        model, path = TransformedTargetRegressor(network, transformer=StandardScaler()), "regressor__mlpregressor"
        dummy, trees = DummyRegressor(), HistGradientBoostingRegressor(random_state=0)
    grid = {f"{path}__{name}": values for name, values in GRID.items()}
    some = partial(drawn, search_rows)
    search = GridSearchCV(model, grid, cv=folds(classes), refit=False)
    return {
        "constant": Peer(dummy.fit),
        "linear": Peer(line.fit, lambda x, y: cross_val_score(line, *some(x, y), cv=folds(classes)).mean()),
        "network": Peer(
            lambda x, y: model.set_params(**search.fit(*some(x, y)).best_params_).fit(x, y),
            lambda x, y: search.best_score_,
        ),
        "trees": Peer(trees.fit),
    }


def folds(classes: bool) -> StratifiedKFold | KFold:
    kind = StratifiedKFold if classes else KFold
    return kind(FOLDS, shuffle=True, random_state=0)


def scaled(model: object) -> Pipeline:
    return make_pipeline(StandardScaler(), model)


def drawn(count: int, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """At most so many of the rows."""
    rows = np.random.RandomState(0).permutation(len(x))[:count]
    return x[rows], y[rows]


def result_of(peer: Peer, x: np.ndarray, y: np.ndarray, x_test: np.ndarray) -> dict:
    def give_up(*_: object) -> None:
        raise TookTooLong(f"more than {LONGEST_S} s")

    signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, LONGEST_S)
    began = time.perf_counter()
    try:
        predicted = peer.fit(x, y).predict(x_test)
        seconds = time.perf_counter() - began
        score = None if peer.cross_validated is None else round(float(peer.cross_validated(x, y)), 6)
    except Exception as error:  # whatever a peer does not manage on some table is a result, too
        return {"failed": f"{type(error).__name__}: {str(error)[:200]}"}
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return {"predictions": predicted.tolist(), "seconds": round(seconds, 3), "cross-validated": score}


def names_of_groups(entry: dict) -> set[str]:
    """The column by which whole groups were held out says nothing of others; as a number it may follow the target."""
    demand = answers.demands()[entry["id"]]
    return {demand["column"]} if demand["by"] == "group" else set()


def run_peers(entry: dict, names: list[str]) -> dict:
    train, test = read(TABLES / entry["id"])
    target = entry["target"]
    useless = rule.counters_of(pd.concat([train, test])) | names_of_groups(entry)
    train = train[train[target].notna()]
    features = [
        name for name in rule.features_of(train, target) if name not in useless and train[name].notna().any()
    ]
    encode = encoder(train, features)
    x, x_test = encode.fit_transform(train[features]), encode.transform(test[features])
    y = train[target].to_numpy()
    if entry["task"] != "regression" and not rule.is_number(train[target]):
        y = y.astype(str)
    peers = peers_for(entry["task"] != "regression", len(x))
    return {name: result_of(peer, x, y, x_test) for name, peer in peers.items() if name in names}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--peers", nargs="+", choices=PEER_NAMES, default=PEER_NAMES)
    add_arguments(parser)
    options = parser.parse_args()
    entries = sample(options)
    for number, entry in enumerate(entries, 1):
        if answers.kept(entry["id"]) is not None:
            continue
        began = time.perf_counter()
        results = run_peers(entry, options.peers)
        answers.keep(entry["id"], results)
        failed = {name: result["failed"] for name, result in results.items() if "failed" in result}
        size = f"{entry['rows']} x {entry['columns']}"
        seconds = time.perf_counter() - began
        print(f"{number}/{len(entries)} {entry['id']} {size} {seconds:.1f} s {failed or ''}", flush=True)


if __name__ == "__main__":
    main()

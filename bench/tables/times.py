"""Whole processes at 1,000 x 20 and 20,000 x 20: the product, and the network peer with its grid. Takes minutes.

    .cache/python/bin/python bench/tables/times.py --product .

Seconds on the clock, which other work on the machine lengthens, and seconds of all cores together, which it hardly does.
"""
import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

import product
from peers import GRID, SEARCH_ROWS, encoder, peers_for

SIZES = [1_000, 20_000]


def table_of(rows: int) -> pd.DataFrame:
    """19 features of the usual kinds, some at work in a curve and in a product; and a number target."""
    random = np.random.RandomState(0)
    numbers = {f"number{i}": random.normal(50, 10 * (i + 1), rows).round(2) for i in range(16)}
    texts = {f"kind{i}": random.choice(["north", "east", "south", "west"], rows) for i in range(3)}
    table = pd.DataFrame({**numbers, **texts})
    a, b, c = ((table[f"number{i}"] - 50) / (10 * (i + 1)) for i in range(3))
    noise = random.normal(0, 0.3, rows)
    table["price"] = (1000 * (a + np.sin(2 * b) + b * c + (table["kind0"] == "north") + noise)).round(1)
    return table


def fit_network(path: Path, search_rows: int) -> None:
    """What the peer's process does; `--peer FILE --search-rows N` runs it."""
    table = pd.read_csv(path)
    features = [name for name in table.columns if name != "price"]
    x = encoder(table, features).fit_transform(table[features])
    peers_for(False, len(x), search_rows)["network"].fit(x, table["price"].to_numpy())


class Seconds(NamedTuple):
    """Medians over some runs."""

    clock: float
    cores: float
    """What all cores together spent on it."""

    def __str__(self) -> str:
        return f"{self.clock:.2f} s, {self.cores:.2f} s of cores"


def core_seconds() -> float:
    """Of all processes that this one started and that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def median_seconds(repeats: int, run: Callable[[], object]) -> Seconds:
    taken = []
    for _ in range(repeats):
        began, used = time.perf_counter(), core_seconds()
        run()
        taken.append((time.perf_counter() - began, core_seconds() - used))
    return Seconds(*(float(median) for median in np.median(taken, axis=0)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--product", type=Path, help="a folder with a built dist/cli/main.js")
    parser.add_argument("--repeats", type=int, default=3, help="the median of so many")
    parser.add_argument("--alone", action="store_true", help="without the peer")
    parser.add_argument("--peer", type=Path, help="only fit the network peer to this file")
    parser.add_argument("--search-rows", type=int, help="search its grid on at most so many rows")
    options = parser.parse_args()
    if options.peer:
        return fit_network(options.peer, options.search_rows)
    if not options.product:
        parser.error("needs --product")
    print(f"the network peer: {np.prod([len(values) for values in GRID.values()])} points, 5 folds, one thread")
    with tempfile.TemporaryDirectory() as name:
        for rows in SIZES:
            path = Path(name) / f"rows{rows}.csv"
            table_of(rows).to_csv(path, index=False)
            ended = product.train(options.product.resolve(), Path(name), path, "price")
            measure = partial(median_seconds, options.repeats)
            ours = measure(partial(product.train, options.product.resolve(), Path(name), path, "price"))
            print(f"{rows:,} x 20: gradsheet {ours}", flush=True)
            for search_rows in [] if options.alone else sorted({min(rows, SEARCH_ROWS), rows}):
                command = [sys.executable, __file__, "--peer", str(path), "--search-rows", str(search_rows)]
                theirs = measure(partial(subprocess.run, command, check=True))
                times = theirs.clock / ours.clock
                print(f"    network peer, grid on {search_rows:,} rows: {theirs}; {times:.1f} times", flush=True)
            if not ended.ok:
                print(f"    but gradsheet failed: {ended.message}")


if __name__ == "__main__":
    main()

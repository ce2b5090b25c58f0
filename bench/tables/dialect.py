"""Writes a table in one of the many ways people write tables, drawn by chance."""
import csv
import io
import random
from typing import NamedTuple

import pandas as pd

DELIMITERS = [",", ";", "\t", "|"]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252", "big5"]
MISSING = ["", "NA", "?", ".", "NaN", "None", "null", "-", "n/a", "#N/A"]
HEADERS = ["plain", "plain", "plain", "no first name", "title", "comments", "sep=", "two rows", "none"]


class Dialect(NamedTuple):
    delimiter: str
    decimal_comma: bool
    encoding: str
    missing: str
    header: str
    line_end: str

    def __str__(self) -> str:
        decimal = "decimal comma" if self.decimal_comma else "decimal point"
        parts = [repr(self.delimiter), decimal, self.encoding, f"missing {self.missing!r}", f"header {self.header}"]
        return ", ".join([*parts, repr(self.line_end)])


def draw(seed: int) -> Dialect:
    chance = random.Random(seed)
    delimiter = chance.choice(DELIMITERS)
    return Dialect(
        delimiter=delimiter,
        decimal_comma=delimiter != "," and chance.random() < 0.5,
        encoding=chance.choice(ENCODINGS),
        missing=chance.choice(MISSING),
        header=chance.choice(HEADERS),
        line_end=chance.choice(["\n", "\r\n"]),
    )


def header_rows(names: list[str], header: str, delimiter: str) -> list[list[str]]:
    match header:
        case "no first name":  # as R and pandas write row names
            return [["", *names[1:]]]
        case "title":
            return [["Survey of the year before"], [], names]
        case "comments":
            return [["# made by hand"], ["# checked twice"], names]
        case "sep=":  # as Excel likes it
            return [[f"sep={delimiter}"], names]
        case "two rows":  # the names in another language below
            return [names, [f"The {name} of it" for name in names]]
        case "none":
            return []
        case _:
            return [names]


def written(cells: pd.DataFrame, numbers: list[str], dialect: Dialect) -> bytes:
    """The bytes of the file. An encoding that lacks a character of the table gives way to UTF-8.

    `cells`: texts, '' where a value is missing. `numbers`: the columns that hold numbers.
    """
    cells = cells.mask(cells == "", dialect.missing)
    if dialect.decimal_comma:
        for name in numbers:
            cells[name] = cells[name].where(cells[name] == dialect.missing, cells[name].str.replace(".", ","))
    out = io.StringIO()
    for row in header_rows(list(cells.columns), dialect.header, dialect.delimiter):
        if len(row) < 2 and len(cells.columns) > 1:  # a line of its own kind, never quoted
            out.write("".join(row) + dialect.line_end)
        else:
            csv.writer(out, delimiter=dialect.delimiter, lineterminator=dialect.line_end).writerow(row)
    csv.writer(out, delimiter=dialect.delimiter, lineterminator=dialect.line_end).writerows(cells.to_numpy())
    try:
        return out.getvalue().encode(dialect.encoding)
    except UnicodeEncodeError:
        return out.getvalue().encode("utf-8")

"""Applies the rule, makes the manifest and writes each table once, as table.csv.

    .cache/python/bin/python bench/tables/prepare.py [--commit]

--commit: also write the summary that is kept in the repository.
"""
import hashlib
import io
import json
import sys
import warnings
from collections import Counter

import numpy as np
import pandas as pd

import rule
from places import MANIFEST, SUMMARY, TABLES
from sources import every_table


def text_of(table: pd.DataFrame) -> str:
    return table.to_csv(index=False, lineterminator="\n")


def as_read(text: str) -> pd.DataFrame:
    """What pandas makes of a file: the peers' view, and the rule's. An infinite number is a missing one."""
    return pd.read_csv(io.StringIO(text), low_memory=False).replace([np.inf, -np.inf], np.nan)


def content_hash(table: pd.DataFrame) -> str:
    """Of the cells without names and counters of rows: packages of R hold the same table under many names."""
    digest = hashlib.sha256()
    for name in table.columns:
        if not rule.is_counter(table[name]):
            cells = table[name].map(lambda cell: f"{cell:.6g}" if isinstance(cell, (int, float)) else str(cell))
            digest.update("\n".join(cells).encode() + b"\0")
    return digest.hexdigest()


def reason_against(table: pd.DataFrame, target: tuple[str, str] | None) -> str | None:
    if not rule.LEAST_ROWS <= len(table) <= rule.MOST_ROWS:
        return "fewer than 60 rows" if len(table) < rule.LEAST_ROWS else "more than 50,000 rows"
    if len(set(table.columns)) < len(table.columns):
        return "two columns of one name"
    if target is None:
        return "no plausible target"
    if not rule.features_of(table, target[0]):
        return "no feature beside the target"
    return None


def write(identity: str, text: str) -> None:
    folder = TABLES / identity
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "table.csv").write_text(text, encoding="utf-8")


def prepare() -> dict:
    tables: dict[str, dict] = {}
    unused: list[dict] = []
    for name, frame in every_table():
        text = text_of(frame)
        table = as_read(text)
        target = rule.target_of(table) if len(table) <= rule.MOST_ROWS else None
        reason = reason_against(table, target)
        if reason is not None or target is None:
            unused.append({"name": name, "reason": reason})
            continue
        digest = content_hash(table)
        known = tables.get(digest)
        if known is not None:
            known["names"].append(name)
            continue
        tables[digest] = {
            "id": digest[:12],
            "hash": digest,
            "half": "even" if int(digest, 16) % 2 == 0 else "odd",
            "names": [name],
            "rows": len(table),
            "columns": table.shape[1],
            "target": target[0],
            "task": target[1],
        }
        write(digest[:12], text)
    return {
        "rule": rule.TEXT,
        "tables": sorted(tables.values(), key=lambda entry: entry["hash"]),  # an order by chance, the same everywhere
        "unused": unused,
    }


def summary_of(manifest: dict) -> dict:
    tables = manifest["tables"]
    return {
        "rule": manifest["rule"].split("\n"),
        "sha256 of the manifest": hashlib.sha256(MANIFEST.read_bytes()).hexdigest(),
        "tables looked at": sum(len(entry["names"]) for entry in tables) + len(manifest["unused"]),
        "distinct tables": len(tables),
        "by half and task": dict(sorted(Counter(f"{entry['half']} {entry['task']}" for entry in tables).items())),
        "not used": dict(Counter(entry["reason"] for entry in manifest["unused"]).most_common()),
    }


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    made = prepare()
    MANIFEST.write_text(json.dumps(made, indent=1, ensure_ascii=False), encoding="utf-8")
    summary = json.dumps(summary_of(made), indent=1) + "\n"
    if "--commit" in sys.argv:
        SUMMARY.write_text(summary, encoding="utf-8")
    print(summary)

"""Which tables a run is about: the first of a half by their hash, as many regressions as classifications."""
import argparse
import json

from places import MANIFEST


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--half", choices=["even", "odd", "both"], default="even")
    parser.add_argument("--limit", type=int, default=60, help="tables, half of them regressions")
    parser.add_argument("--least-rows", type=int, default=0, help="leave smaller tables out")
    parser.add_argument("--most-rows", type=int, default=50_000, help="leave larger tables out")


def fits(table: dict, options: argparse.Namespace) -> bool:
    in_half = options.half in (table["half"], "both")
    return in_half and options.least_rows <= table["rows"] <= options.most_rows


def sample(options: argparse.Namespace) -> list[dict]:
    tables = json.loads(MANIFEST.read_text(encoding="utf-8"))["tables"]
    fitting = [table for table in tables if fits(table, options)]
    regressions = [table for table in fitting if table["task"] == "regression"]
    classifications = [table for table in fitting if table["task"] != "regression"]
    wanted = {table["id"] for group in (regressions, classifications) for table in group[: options.limit // 2]}
    return [table for table in fitting if table["id"] in wanted]

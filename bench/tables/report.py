"""The figures of many tables, and the tables that did worst."""
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

import answers
from score import Score, score

WORST = 15


def scores(entries: list[dict], runs: Path) -> list[Score]:
    """Of the tables that both the peers and the product have been run on, and that some peer could learn from."""
    measured = [
        score(entry, runs)
        for entry in entries
        if answers.kept(entry["id"]) is not None and answers.result_of(entry["id"], runs) is not None
    ]
    return [one for one in measured if one is not None]


def percentile(values: list[float], percent: float) -> float:
    """The value at that place; no arithmetic between neighbours, of which one may be infinite."""
    return float(np.percentile(values, percent, method="nearest")) if values else np.nan


def share(part: int, whole: int) -> str:
    return f"{part} of {whole}" + (f" ({100 * part / whole:.1f} %)" if whole else "")


def figures(found: list[Score]) -> Iterator[tuple[str, str]]:
    """Each figure's name and its value."""
    yield "training ended with a model", share(sum(one.result["step"] != "train" for one in found), len(found))
    yield "a prediction for every test row", share(sum(one.product is not None for one in found), len(found))
    kinds = Counter(one.dealt for one in found)
    yield "tested on the latest rows; on whole groups", f"{kinds['time']}; {kinds['group']} of {len(found)}"
    yield from figures_by_task(found)
    yield "", ""
    yield from times(found)


def figures_by_task(found: list[Score]) -> Iterator[tuple[str, str]]:
    for regression in (True, False):
        group = [one for one in found if one.is_regression == regression]
        yield "", ""
        yield ("regression" if regression else "classification"), f"{len(group)} tables"
        if group:
            yield from figures_of_task(group, regression)


def figures_of_task(group: list[Score], regression: bool) -> Iterator[tuple[str, str]]:
    clear = [one for one in group if one.line_is_clear]
    unbeaten = sum(not one.beats_constant for one in clear)
    taken = [one.result["task"] for one in group if one.result.get("task")]
    yield "taken for the other task", share(sum((task == "regression") != regression for task in taken), len(taken))
    yield "no better than the constant guess where a line clearly is", share(unbeaten, len(clear))
    yield "  (worse than it)", share(sum(one.is_below_constant for one in clear), len(clear))
    show = ratios if regression else points
    best = [one.product_beside(one.best) for one in group]
    trees = [one.product_beside(one.peers["trees"]) for one in group if "trees" in one.peers]
    preferred = [one.beside(one.peers[one.preferred], one.best) for one in group]
    yield "beside the better of line and network", show(best)
    yield "  (tables with predictions only)", show([value for value in best if np.isfinite(value)])
    yield "  (the one that cross-validation prefers does)", show(preferred)
    if trees:
        yield "beside boosted trees", show(trees)
    if regression:
        covered = [one.coverage for one in group if one.coverage is not None and one.entry["rows"] >= 200]
        mean = f"{100 * np.mean(covered):.1f} % on average" if covered else "no intervals given"
        yield "90 % intervals hold, tables of 200 rows and more", f"{mean} ({len(covered)} tables)"


def ratios(values: list[float]) -> str:
    return f"error ratio: median {percentile(values, 50):.3f}, 90th percentile {percentile(values, 90):.3f}"


def points(values: list[float]) -> str:
    middle, low = 100 * percentile(values, 50), 100 * percentile(values, 10)
    return f"accuracy difference in points: median {middle:+.1f}, 10th percentile {low:+.1f}"


def times(found: list[Score]) -> Iterator[tuple[str, str]]:
    for what in ("train seconds", "predict seconds"):
        values = [one.result[what] for one in found if what in one.result]
        middle, high = percentile(values, 50), percentile(values, 90)
        yield what, f"median {middle:.2f}, 90th percentile {high:.2f}, most {max(values, default=np.nan):.2f}"


def failures(found: list[Score]) -> Iterator[str]:
    """Why there were no predictions, the most frequent reason first."""
    reasons = Counter(f"{one.result['step']}: {one.result['code']}" for one in found if one.product is None)
    for reason, times_seen in reasons.most_common():
        yield f"{times_seen:4} {reason}"


def badness(one: Score) -> float:
    """To set the worst tables of both tasks in one list: a ratio of 1.10 is as bad as 10 points."""
    beside = one.product_beside(one.best)
    return beside - 1 if one.is_regression else -beside


def worst(found: list[Score]) -> Iterator[str]:
    for one in sorted(found, key=badness, reverse=True)[:WORST]:
        entry = one.entry
        size = f"{entry['rows']} x {entry['columns']}"
        yield f"{entry['id']} {entry['names'][0]}, {size}, {entry['task']} of {entry['target']}"
        if one.product is None:
            yield f"     {one.result['step']}: {one.result['failed']}"
        else:
            others = ", ".join(f"{name} {value:.4g}" for name, value in one.peers.items())
            yield f"     gradsheet {one.product:.4g}; {others}"


def text(entries: list[dict], runs: Path, with_tables: bool) -> str:
    """`with_tables`: also name the worst ones. Not for the half that figures are reported on: nobody tunes to it."""
    found = scores(entries, runs)
    halves = sorted({entry["half"] for entry in entries})
    lines = [f"{len(found)} tables of the half: {', '.join(halves)}"]
    if len(found) < len(entries):
        lines += [f"({len(entries) - len(found)} more have no peers or no run, or not on these rows: peers.py, run.py)"]
    lines += ["", *(f"{name:60} {value}".rstrip() for name, value in figures(found))]
    lines += ["", "without predictions:", *failures(found)]
    if with_tables:
        lines += ["", "the worst:", *worst(found)]
    return "\n".join(lines)

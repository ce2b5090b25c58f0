"""Holds a run to its figures: `ci.sh` calls it. Exits with 1 and names what was not held.

    .cache/python/bin/python bench/tables/check.py --half both --limit 60 --most-rows 2000
"""
import argparse
import sys

from places import ROOT, RUNS
from report import percentile, scores
from sample import add_arguments, sample

# Beside the linear model alone, which a choice among models may lose to by chance on tables as small as these.
MOST_MEDIAN_RATIO = 1.01
LEAST_MEDIAN_POINTS = 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--name", default=ROOT.name, help="of the run")
    add_arguments(parser)
    options = parser.parse_args()
    found = scores(sample(options), RUNS / options.name)
    beside = {
        regression: [one.product_beside(one.peers["linear"]) for one in found if one.is_regression == regression]
        for regression in (True, False)
    }
    unpredicted = [one for one in found if one.product is None]
    predicted = [one for one in found if one.product is not None]
    unlearned = [one for one in predicted if one.line_is_clear and one.is_below_constant]
    held = {
        "every table is trained on and predicted": not unpredicted,
        "none ends worse than the constant guess where a line clearly is better": not unlearned,
        "regressions are as good as a line": percentile(beside[True], 50) <= MOST_MEDIAN_RATIO,
        "classifications are as good as a line": 100 * percentile(beside[False], 50) >= LEAST_MEDIAN_POINTS,
    }
    for promise, kept in held.items():
        print(f"{'kept' if kept else 'BROKEN'}: {promise}")
    for one in [*unpredicted, *unlearned]:
        why = one.result["failed"] or "worse than the constant guess"
        print(f"  {one.entry['id']} {one.entry['names'][0]}: {why}")
    kept = sum(held.values())
    print(f"{kept} passed, {len(held) - kept} failed")
    sys.exit(0 if kept == len(held) else 1)


if __name__ == "__main__":
    main()

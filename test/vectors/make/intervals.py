"""Golden vectors for src/statistics from SciPy.

    python test/vectors/make/intervals.py --out test/vectors/intervals.json
"""
import argparse
import json
import platform
import sys
from pathlib import Path

sys.path.pop(0)  # this folder holds a numpy.py and a keras.py of its own

import numpy as np
import scipy
from scipy import special, stats

shapes = [(1, 1), (0.5, 0.5), (2, 3), (7, 14), (12, 9), (1, 20), (20, 1), (100.5, 0.5), (52, 49), (1000, 30), (3, 9998), (250000, 750001)]
points = [1e-12, 1e-4, 0.025, 0.3, 0.5, 0.7, 0.975, 0.9999]
trials = [(0, 1), (1, 1), (0, 20), (11, 20), (12, 20), (20, 20), (52, 100), (9, 10), (1, 1000), (999, 1000), (500000, 1000000)]

result = {
    "about": "Incomplete beta function, its inverse, exact binomial intervals, McNemar's exact test and Student's quantiles.",
    "command": "python test/vectors/make/intervals.py --out test/vectors/intervals.json",
    "scipy": scipy.__version__, "numpy": np.__version__, "python": platform.python_version(),
    "logGamma": [[x, special.gammaln(x)] for x in [0.01, 0.5, 1, 1.5, 2, 2.5, 9.99, 10, 52.5, 1e3, 1e6]],
    "incompleteBeta": [[x, a, b, special.betainc(a, b, x)] for a, b in shapes for x in points],
    "inverse": [[p, a, b, special.betaincinv(a, b, p)] for a, b in shapes for p in [1e-6, 0.025, 0.5, 0.975, 0.999999]],
    "binomial": [[k, n, level, *stats.binomtest(k, n).proportion_ci(level, "exact")] for k, n in trials for level in [0.9, 0.95, 0.99]],
    "mcnemar": [[b, c, stats.binomtest(b, b + c, 0.5).pvalue] for b, c in [(0, 1), (1, 9), (4, 6), (5, 5), (0, 12), (30, 55), (400, 300)]],
    "student": [[tail, df, stats.t.isf(tail, df)] for tail in [0.025, 0.005] for df in [1, 2, 5, 19, 79, 1e6]],
}
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--out", type=Path, required=True)
parser.parse_args().out.write_text(json.dumps(result, indent=1, default=float) + "\n")

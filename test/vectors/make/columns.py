"""Golden vectors for src/data/columns from scikit-learn and pandas.

    python test/vectors/make/columns.py --out test/vectors/columns.json
"""
import argparse
import json
import platform
import sys
from datetime import date, timedelta
from pathlib import Path

sys.path.pop(0)  # this folder holds a numpy.py and a keras.py of its own

import numpy as np
import pandas as pd
import sklearn
from sklearn.feature_extraction import FeatureHasher
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import OneHotEncoder
from sklearn.utils import murmurhash3_32

gaps = [[1.5, 7], [None, 8], [3, None], [-2.25, 9], [None, 10.5], [8, 7]]
new_gaps = [[None, None], [4, 5]]
imputer = SimpleImputer(strategy="mean", add_indicator=True)
as_floats = lambda rows: np.array(rows, dtype=float)
filled = imputer.fit_transform(as_floats(gaps))

texts = ["a", "b", "a", "c", "a", "b", "d", "e", "b", "a"]
new_texts = ["a", "e", "z", "b"]


def one_hot(**options):
    encoder = OneHotEncoder(sparse_output=False, handle_unknown="infrequent_if_exist", **options)
    column = lambda values: np.array(values, dtype=object).reshape(-1, 1)
    encoder.fit(column(texts))
    return {"options": options, "known": encoder.transform(column(texts)).tolist(), "new": encoder.transform(column(new_texts)).tolist()}


def days(text, **options):
    """Days since 1970-01-01, as pandas reads a text."""
    return (pd.to_datetime(text, **options) - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)


plain = ["2020-01-31", "2020/1/5", "2020-12-31T23:59:59", "2020-02-29 08:30", "31-Jan-2020", "31 January 2020", "Jan 31, 2020",
         "September 1, 1999", "1850-06-15", "2400-02-29", "2020-03-01 11:05 PM", "2020-03-01 12:05 AM", "2020-07", "20200131",
         "1969-12-31 06:00:00.250", "Fri, 31 Jan 2020"]
by_order = ["01/02/2020", "3/4/21", "12-11-1998", "05/06/2020 17:45"]
calendar = [str(date(1, 1, 1) + timedelta(days=k * 12347)) for k in range(250)]

words = ["red", "apple", "紅蘋", "蘋果", "a", "ab", "abc", "abcd", "übergröße", "42"]
counts = [{"red": 1, "apple": 3}, {"紅蘋": 2, "蘋果": 1, "red": 1}, {word: 1 for word in words}]
hasher = FeatureHasher(n_features=32, alternate_sign=True)
hashed = hasher.transform([{word: 1 + np.log(n) for word, n in row.items()} for row in counts]).toarray()

result = {
    "about": "Missing values filled and marked, one-hot columns with rare and unseen texts, dates, hashed words.",
    "command": "python test/vectors/make/columns.py --out test/vectors/columns.json",
    "scikit-learn": sklearn.__version__, "pandas": pd.__version__, "numpy": np.__version__, "python": platform.python_version(),
    "missing": {"rows": gaps, "filled": filled.tolist(), "new": new_gaps, "newFilled": imputer.transform(as_floats(new_gaps)).tolist()},
    "categories": {"texts": texts, "new": new_texts, "cases": [one_hot(), one_hot(min_frequency=2), one_hot(min_frequency=3), one_hot(max_categories=3)]},
    "dates": {
        "plain": [[text, days(text)] for text in plain],
        "dayFirst": [[text, days(text, dayfirst=True)] for text in by_order],
        "monthFirst": [[text, days(text, dayfirst=False)] for text in by_order],
        "weekdays": [[text, date.fromisoformat(text).weekday()] for text in calendar],
        "ordinals": [[text, date.fromisoformat(text).toordinal() - date(1970, 1, 1).toordinal()] for text in calendar],
    },
    "words": {"hashes": [[word, int(murmurhash3_32(word.encode("utf-8"), 0))] for word in words], "counts": counts,
              "rows": (hashed / np.linalg.norm(hashed, axis=1, keepdims=True)).tolist()},
}
parser = argparse.ArgumentParser()
parser.add_argument("--out", required=True)
Path(parser.parse_args().out).write_text(json.dumps(result, ensure_ascii=False) + "\n", "utf-8")

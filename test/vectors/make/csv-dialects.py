"""Small tables written in many dialects, and what pandas reads when it is told the dialect.

    .cache/python/bin/python test/vectors/make/csv-dialects.py > test/vectors/csv-dialects.json

Every delimiter with every decimal mark, missing marker and kind of lines above the table, and oddities of quotes and names.
"""
import io
import itertools
import json
import platform
import sys
import warnings

sys.path.pop(0)  # this folder holds a numpy.py of its own
import pandas as pd

warnings.filterwarnings("ignore")
TABLE = pd.DataFrame({
    "kind": ["red", "blue", "red", "blue, pale", "red", 'say "hi"', "red", "blue"],
    "size": [1.5, 2.25, None, 0.125, -3.5, 12.0, 7.75, 1000.5],
    "count": [3, 1, 4, 1, 5, 9, 2, 6],
    "place": ["Taipei", "Tainan", "Taipei", None, "Tainan", "Taipei", "Hualien", "Tainan"],
})
ABOVE = {"nothing": "", "comment": "# made by hand\n", "title": "Measured in May\n", "sep": "sep=%s\n"}


def read(text, **options):
    table = pd.read_csv(io.StringIO(text), **options)
    columns = [[None if pd.isna(v) else v for v in table[name].tolist()] for name in table.columns]
    return {"names": [str(name) for name in table.columns], "columns": columns}


cases = []
for delimiter, decimal, missing, above in itertools.product([",", ";", "\t", "|"], [".", ","], ["", "NA", "?", "#N/A"], ABOVE):
    body = TABLE.to_csv(index=False, sep=delimiter, decimal=decimal, na_rep=missing)
    line = ABOVE[above] % delimiter if above == "sep" else ABOVE[above]
    told = {"sep": delimiter, "decimal": decimal, "na_values": ["?"], "skiprows": 0 if above == "nothing" else 1}
    cases.append({"name": json.dumps([delimiter, decimal, missing, above]), "text": line + body, **read(line + body, **told)})

ODD = [
    'a,b\n"Big" house,1\nx"y"z,2\n"p ""q"" r",3\n',
    'x,,x,x.1,x,\n1,2,3,4,5,6\n2,3,4,5,6,7\n',
    'a,a,a\n1,2,3\n4,5,6\n',
    'x\ty\n1\ta "b" c\n2\td\n',
    'a,b,c\n1,2\n3,4,5\n',
    'a,b\n1,#DIV/0!\n2,3\n4,5\n',
    'a,b\n1,<NA>\n2,-1.#IND\n3,5\n',
    'when,n\n2024-05-31 12:00,1\n2024-06-01 12:00,2\n',
    'a,b\n1e3,+5\n-2.5E-3,.5\n',
]
for text in ODD:
    told = {"sep": "\t"} if "\t" in text else {}
    cases.append({"name": json.dumps(text[:20]), "text": text, **read(text, na_values=["#DIV/0!"], **told)})

json.dump({
    "about": "Tables in many dialects as pandas reads them.",
    "command": "python test/vectors/make/csv-dialects.py > test/vectors/csv-dialects.json",
    "versions": {"pandas": pd.__version__, "python": platform.python_version()},
    "cases": cases,
}, sys.stdout, allow_nan=False)
print()

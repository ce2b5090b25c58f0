"""Where everything lies. Nothing under .cache is ever committed."""
import os
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CACHE = Path(os.environ.get("GRADSHEET_TABLES", ROOT / ".cache" / "tables")).resolve()

PACKAGES = CACHE / "packages"  # as downloaded
SOURCES = CACHE / "sources"  # a folder per package, unpacked
TABLES = CACHE / "tables"  # a folder per table: table.csv; train.csv, test.csv, truth.csv
MANIFEST = CACHE / "manifest.json"
DEMANDS = CACHE / "demands.json"  # of each table, which rows belong together
PEERS = CACHE / "peers"  # a file per table
RUNS = CACHE / "runs"  # a folder per product, with a folder per table

SUMMARY = HERE / "summary.json"  # the committed one

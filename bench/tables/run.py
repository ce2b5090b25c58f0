"""`gradsheet train TABLE --target COL` on public tables, beside scikit-learn on the same rows.

    .cache/python/bin/python bench/tables/run.py --product . --half even --limit 60
"""
import argparse
import json
import shutil
from pathlib import Path

import answers
import product
import report
from places import RUNS, TABLES
from sample import add_arguments, sample


def run_product(folder_of_product: Path, entry: dict, folder: Path) -> dict:
    """What happened, with the predictions in `folder`/pred.csv."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tables = TABLES / entry["id"]
    trained = product.train(folder_of_product, folder, tables / "train.csv", entry["target"])
    result = {"train seconds": trained.seconds, "step": "train", "code": trained.code, "failed": trained.message}
    if not trained.ok:
        return result
    told = json.loads(trained.output)
    result["task"] = told.get("task")
    predicted = product.predict(folder_of_product, folder, tables / "test.csv")
    shutil.rmtree(folder / "model")
    return {
        **result,
        "predict seconds": predicted.seconds,
        "step": "predict",
        "code": predicted.code,
        "failed": predicted.message,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--product", type=Path, required=True, help="a folder with a built dist/cli/main.js")
    parser.add_argument("--name", help="of the run's folder in .cache/tables/runs; the product folder's unless given")
    parser.add_argument("--only", nargs="*", default=[], metavar="ID", help="these tables only")
    parser.add_argument("--go-on", action="store_true", help="keep the tables that a stopped run has measured")
    add_arguments(parser)
    options = parser.parse_args()
    folder_of_product = options.product.resolve()
    if not (folder_of_product / "dist" / "cli" / "main.js").exists():
        parser.error(f"{folder_of_product} has no dist/cli/main.js: build it first (npm run build).")
    runs = RUNS / (options.name or folder_of_product.name)
    entries = sample(options)
    if options.only:
        entries = [entry for entry in entries if entry["id"] in options.only]
    for number, entry in enumerate(entries, 1):
        place = runs / entry["id"] / "result.json"
        if not options.go_on or answers.result_of(entry["id"], runs) is None:
            result = {"train": answers.digest_of(entry["id"]), **run_product(folder_of_product, entry, place.parent)}
            place.write_text(json.dumps(result, indent=1, ensure_ascii=False), encoding="utf-8")
        print(f"\r{number}/{len(entries)}", end="", flush=True)
    print("\r")
    print(report.text(entries, runs, with_tables=options.half == "even"))


if __name__ == "__main__":
    main()

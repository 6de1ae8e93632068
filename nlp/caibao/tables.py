"""The data tables that come with caibao: CSV files in ``caibao/data``."""
from __future__ import annotations

import csv
import functools
import re
from importlib import resources
from typing import Iterable


@functools.cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """All rows of ``data/<name>.csv`` as dicts of strings."""
    with resources.files("caibao").joinpath("data", f"{name}.csv").open(encoding="utf-8", newline="") as f:
        return tuple(csv.DictReader(f))


def alternatives(words: Iterable[str]) -> str:
    """A regular expression that matches the longest of the words."""
    return "|".join(map(re.escape, sorted(set(words), key=lambda w: (-len(w), w))))

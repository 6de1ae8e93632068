"""What the README shows is what the command prints."""
from __future__ import annotations

import re

from conftest import CORPUS, ROOT


def test_the_excerpt_is_real_output(run):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = [line.strip() for line in re.search(r"```text\n(.*?)```", readme, re.S)[1].splitlines()]
    cells = lambda line: [c.strip() for c in line.split("│")]
    printed = [cells(line) for line in run("extract", CORPUS / "reference" / "kuaishou-2024q3.retold.txt").stdout.splitlines()]
    assert len(shown) >= 5
    for line in shown:
        assert cells(line) in printed, line

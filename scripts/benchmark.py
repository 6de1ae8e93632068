#!/usr/bin/env python
"""Measure what a new user meets: install and first run in a fresh virtual environment, seconds and megabytes.

    python scripts/benchmark.py            # some minutes: installs everything anew from this checkout

Writes docs/benchmark.json, which scripts/evaluate.py puts into docs/scores.md.
"""
from __future__ import annotations

import json
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "corpus" / "reference" / "kuaishou-2024q3.retold.txt"


def seconds(*command: str) -> float:
    started = time.monotonic()
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return time.monotonic() - started


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = Path(folder, "venv")
        python = environment / "bin" / "python"
        started = time.monotonic()
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
        bare = megabytes(environment)
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", ".", "./nlp/zh_caibao_sm"], check=True, cwd=ROOT)
        first = seconds(str(environment / "bin" / "caibao"), "extract", str(REFERENCE))
        install = time.monotonic() - started
        runs = [seconds(str(environment / "bin" / "caibao"), "extract", str(REFERENCE)) for _ in range(5)]
        result = {"install_minutes": install / 60, "first_run_seconds": first, "extract_seconds": statistics.median(runs),
                  "environment_megabytes": megabytes(environment) - bare, "python": platform.python_version(),
                  "machine": f"{platform.machine()}, {platform.system()}"}
    path = ROOT / "docs" / "benchmark.json"
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


def megabytes(folder: Path) -> float:
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file() and not p.is_symlink()) / 1e6


if __name__ == "__main__":
    main()

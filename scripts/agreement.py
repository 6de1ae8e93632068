#!/usr/bin/env python
"""Agreement of the two independent annotations in corpus/agreement: spans by label, facts by field; writes docs/corpus/agreement.md.

    python scripts/agreement.py

Each article of corpus/agreement/first and second is as its annotator left it, before adjudication; the adjudicated
version is the one in corpus/articles, and how far each annotator stands from it is given too.
"""
from __future__ import annotations

import json
from pathlib import Path

from caibao import marked
from caibao.article import LABELS, Article
from caibao.evaluate import FACT_FIELDS, evaluate
from caibao.files import whole_file

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "corpus" / "agreement"


def read(folder: Path, ids: set[str] | None = None) -> list[Article]:
    return [marked.load(p) for p in sorted(folder.glob("*.txt")) if ids is None or p.stem in ids]


def percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f}"


def main() -> None:
    first, second = read(FOLDER / "first"), read(FOLDER / "second")
    ids = {a.id for a in second}
    settled = read(ROOT / "corpus" / "articles", ids)
    texts = {a.id: a.text for a in settled}
    for a in [*first, *second]:  # a text that adjudication mended cannot be compared by offsets
        if texts[a.id] != a.text:
            print(f"left out of the comparison with the adjudicated version: {a.id}, its text was mended")
    same = {a.id for a in second if texts[a.id] == a.text}
    kept = lambda articles: [a for a in articles if a.id in same]
    scores = {"first and second": evaluate(first, second), "adjudicated and first": evaluate(kept(settled), kept(first)),
              "adjudicated and second": evaluate(kept(settled), kept(second))}
    columns = list(scores)
    lines = ["# Agreement of two independent annotations", "",
             "Written by `python scripts/agreement.py` from `corpus/agreement`. Span F1 by exact offsets and label; of the facts that stand on",
             "a value both have marked, the share on which each field agrees. Both annotators are language models working from the same",
             "guidelines, the second from the plain text alone; no person has annotated.", "",
             f"{len(second)} articles, {sum(len(a.text) for a in second):,} characters.", "",
             "| | " + " | ".join(columns) + " |", "|---|" + "---:|" * len(columns)]
    for label in ("all", *LABELS):
        lines.append(f"| {label} | " + " | ".join(
            percent(s["spans"][label]["f"]) + (f" ({percent(ci[0])}–{percent(ci[1])})" if label == "all" and (ci := s["spans"][label]["ci"]) else "")
            for s in scores.values()) + " |")
    for field in FACT_FIELDS:
        lines.append(f"| fact: {field} | " + " | ".join(percent(s["facts"]["fields"][field]) for s in scores.values()) + " |")
    mean = lambda s: sum(s["facts"]["fields"].values()) / len(FACT_FIELDS)
    lines.append("| fact: mean of the fields | " + " | ".join(percent(mean(s)) for s in scores.values()) + " |")
    lines.append("| fact: all nine fields | " + " | ".join(
        percent(s["facts"]["whole_right"] / s["facts"]["matched"]) for s in scores.values()) + " |")
    lines.append("| fact: the same values have one (F1) | " + " | ".join(percent(s["facts"]["value"]["f"]) for s in scores.values()) + " |")
    target = ROOT / "docs" / "corpus"
    target.mkdir(parents=True, exist_ok=True)
    with whole_file(target / "agreement.md") as f:
        f.write("\n".join(lines) + "\n")
    with whole_file(target / "agreement.json") as f:
        json.dump({k: {"spans": s["spans"], "facts": s["facts"], "errors": s["errors"]} for k, s in scores.items()}, f, ensure_ascii=False, indent=1)
        f.write("\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()

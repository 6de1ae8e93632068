#!/usr/bin/env python
"""Fuzz `caibao.read` for some minutes: it must not raise, must stay inside the text, and must take time in proportion to it.

    python scripts/fuzz.py --minutes 10 [--seed 0]

Texts are put together from the pieces that readers of figures stumble over: digits of every script, units, currencies, separators,
date words, brackets, control characters, long runs. A failure prints the text as a Python literal and ends with exit code 1.
"""
from __future__ import annotations

import random
import sys
import time

import typer

from caibao.article import norm_problems
from caibao.quantities import LABEL_KIND, norms
from caibao.reading import read
from caibao.tables import rows

_WORDS = [r[c] for t, c in (("currencies", "surface"), ("per_units", "surface"), ("bounds", "word"), ("classifiers", "unit"),
                            ("vague_percents", "surface"), ("factor_words", "surface"), ("change_words", "word")) for r in rows(t)]
PIECES = [*"0123456789０９〇零一二三四五六七八九十百千万亿兆拾佰仟萬億壹贰叁数几多余上半成倍分角元％%‰.．,，、-－—~～至到和与（）()/+＋ \t\n\r\x00\u2028\u200b",
          *_WORDS, "百分之", "分之", "个百分点", "基点", "年", "月", "日", "季度", "上半年", "截至", "止", "财年", "FY", "Q3", "H1", "同期", "今年", "去年",
          "2024年", "9月30日", "第三财季", "之间", "亏损", "净流出", "负", "每股", "每吨", "双11", "5G", "1080P", "00700.HK", "三一重工", "𠮷", "😀", "é", "1e9", "0x1f", "NaN"]
KIND_LABEL = {v: k for k, v in LABEL_KIND.items()}


def text_of(rng: random.Random) -> str:
    pieces = [rng.choice(PIECES) for _ in range(rng.randint(1, 60))]
    if rng.random() < 0.02:  # a long run of one piece
        pieces.insert(rng.randrange(len(pieces) + 1), rng.choice(PIECES) * rng.choice((1_000, 20_000)))
    return "".join(pieces)


def problem(text: str, published: str | None, period: str | None) -> str | None:
    started = time.perf_counter()
    try:
        found = read(text, published, period)
    except Exception as err:
        return f"raised {type(err).__name__}: {err}"
    seconds = time.perf_counter() - started
    if seconds > 0.5 + len(text) / 5_000:
        return f"took {seconds:.1f} s for {len(text)} characters"
    at = 0
    for r in found:
        if not at <= r.start < r.end <= len(text):
            return f"{r} overlaps another reading or leaves the text"
        at = r.end
        if r.norm is not None:
            label = "DATE" if r.kind in ("date", "period") else KIND_LABEL.get(r.kind, "QUANTITY")
            for wrong in norm_problems(r.norm, label):
                return f"{r}: {wrong}"
            if r.kind in ("percent", "multiple") and "\n" not in text[r.start:r.end]:
                again = norms(text, [(r.start, r.end, label)])[0]
                if again != r.norm:
                    return f"{r}: as a span its norm is {again}"
    return None


def main(minutes: float = 10.0, seed: int = 0) -> None:
    rng, until, runs, characters = random.Random(seed), time.monotonic() + 60 * minutes, 0, 0
    while time.monotonic() < until:
        text = text_of(rng)
        found = problem(text, rng.choice((None, "2024", "2024-11", "2024-11-20", "nonsense")), rng.choice((None, "2024Q3", "FY2024Q2", "x")))
        runs, characters = runs + 1, characters + len(text)
        if found:
            print(f"{found}\n{text[:2000]!r}")
            raise typer.Exit(1)
        if runs % 20_000 == 0:
            print(f"{runs:,} texts, {characters:,} characters", file=sys.stderr, flush=True)
    print(f"no failure in {runs:,} texts, {characters:,} characters, {minutes:g} minutes, seed {seed}")


if __name__ == "__main__":
    typer.run(main)

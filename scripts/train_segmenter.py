#!/usr/bin/env python
"""Train the tokenizer's segmentation model: silver words of jieba, corrected by the span boundaries of the corpus.

    python scripts/train_segmenter.py corpus --unlabelled news.jsonl.gz -o training/segmenter

``--unlabelled`` is JSONL (.gz too) with a ``text`` a line; sources that real-dev came from are left out.
"""
from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import Annotated, Optional

import typer

from caibao.corpus import split_articles
from caibao.segmenter import train_segmenter


def main(corpus: Path, unlabelled: Annotated[Optional[Path], typer.Option()] = None,
         output: Annotated[Path, typer.Option("--output", "-o")] = Path("training/segmenter"),
         characters: int = 500_000, iterations: int = 5, trim: int = 2, prune: float = 0.05, seed: int = 7) -> None:
    texts: list[str] = []
    if unlabelled:
        opened = gzip.open if unlabelled.suffix == ".gz" else open
        with opened(unlabelled, "rt", encoding="utf-8") as f:
            records = [json.loads(line) for line in f]
        pool = [r["text"] for r in records if "financial_evaluation_dataset" not in r.get("source", "")]
        random.Random(seed).shuffle(pool)
        total = 0
        while pool and total < characters:
            texts.append(pool.pop()[:3000])
            total += len(texts[-1])
    print(train_segmenter(split_articles(corpus, "train"), texts, output, iterations=iterations, trim=trim,
                          prune=prune, seed=seed))


if __name__ == "__main__":
    typer.run(main)

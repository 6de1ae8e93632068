#!/usr/bin/env python
"""Train the word vectors of the pipeline: floret (subword hashes, a few MB) on unlabelled news, cut by our tokenizer.

    python scripts/train_vectors.py news.jsonl.gz --segmenter training/segmenter -o training/vectors

The news is JSONL (.gz too) with a ``text`` a line. Records of the source that real-dev came from, and those that
share a stretch with a text given by ``--exclude``, are left out. Needs `pip install floret`.
"""
from __future__ import annotations

import gzip
import json
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track


def main(news: Path, segmenter: Annotated[Path, typer.Option()], output: Annotated[Path, typer.Option("--output", "-o")] = Path("training/vectors"),
         exclude: Annotated[list[Path], typer.Option(help="Texts that no training may see.")] = [],
         dim: int = 64, rows: int = 20_000, epochs: int = 5) -> None:
    import floret
    import spacy
    from spacy.training.initialize import convert_vectors

    from caibao import segment
    from caibao.tokenizer import CaibaoTokenizer

    nlp = spacy.blank("zh")
    tokenizer = CaibaoTokenizer(nlp.vocab)
    tokenizer.initialize(pkuseg_model=str(segmenter))
    kept_out = [t[i:i + 20] for t in (p.read_text(encoding="utf-8") for p in exclude) for i in range(0, len(t) - 20, 60)]
    opened = gzip.open if news.suffix == ".gz" else open
    with tempfile.TemporaryDirectory() as folder, opened(news, "rt", encoding="utf-8") as f:
        tokens, model = Path(folder, "tokens.txt"), Path(folder, "vectors.floret")
        used = 0
        with open(tokens, "w", encoding="utf-8") as out:
            for line in track(f.readlines(), description="words"):
                record = json.loads(line)
                if "financial_evaluation_dataset" in record.get("source", "") or any(k in record["text"] for k in kept_out):
                    continue
                used += 1
                for paragraph in record["text"].split("\n"):
                    words = segment.words(paragraph, tokenizer._cut)
                    if words:
                        out.write(" ".join(words) + "\n")
        trained = floret.train_unsupervised(str(tokens), model="cbow", mode="floret", hashCount=2, bucket=rows, minn=1,
                                            maxn=3, minCount=5, dim=dim, epoch=epochs, neg=10, ws=5, lr=0.05, thread=1)
        trained.save_floret_vectors(str(model))
        convert_vectors(nlp, model, truncate=0, prune=-1, mode="floret")
    nlp.to_disk(output)
    print(f"{rows} x {dim} vectors from {used} texts: {output}")


if __name__ == "__main__":
    typer.run(main)

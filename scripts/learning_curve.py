#!/usr/bin/env python
"""The score as the corpus grows: train on 25, 50 and 100% of the training articles, score on dev and real-dev, plot.

    python scripts/learning_curve.py train 0.25 --output training/curve    # one share
    python scripts/learning_curve.py plot --output training/curve          # docs/corpus/learning_curve.svg and .json

The smaller shares are parts of the larger ones, in an order fixed by a hash. Needs ../shared/real-dev for that set.
"""
from __future__ import annotations

import hashlib
import json
from pathlib import Path

import typer

from caibao import corpus, load, marked, to_article
from caibao.evaluate import evaluate
from caibao.files import whole_file
from caibao.pipeline import process
from caibao.plots import learning_curve
from caibao.train import packaged_segmenter, train_on

ROOT = Path(__file__).resolve().parents[1]
app = typer.Typer(add_completion=False)


@app.command()
def train(share: float, output: Path = ROOT / "training/curve", steps: int = 2500) -> None:
    """Train on a share of the articles."""
    order = sorted(corpus.split_articles(ROOT / "corpus", "train"), key=lambda a: hashlib.sha256(a.id.encode()).hexdigest())
    chosen = order[:round(len(order) * share)]
    segmenter = packaged_segmenter()
    train_on(chosen, corpus.split_articles(ROOT / "corpus", "dev"), ROOT / "configs/cnn.cfg", output / f"{share:g}", segmenter,
             {"paths.vectors": str(segmenter.parent), "training.max_steps": steps})
    with whole_file(output / f"{share:g}" / "point.json") as f:
        json.dump({"share": share, "articles": len(chosen), "characters": sum(len(a.text) for a in chosen)}, f)


@app.command()
def plot(output: Path = ROOT / "training/curve", to: Path = ROOT / "docs/corpus", shared: Path = ROOT.parent / "shared") -> None:
    """Score what was trained, and draw it."""
    sets = {"test split": corpus.split_articles(ROOT / "corpus", "test"),
            "real-dev": [marked.load(p) for p in sorted((shared / "real-dev").glob("*.txt"))]}
    points = []
    for path in output.glob("*/point.json"):
        nlp, scores = load(str(path.parent / "model-best")), {}
        for name, gold in sets.items():
            if gold:
                found = [to_article(process(nlp, a.text, {"published": a.meta.get("published")}), a.id) for a in gold]
                scores[name] = evaluate(gold, found, resamples=0)["spans"]["all"]["f"]
        points.append({**json.loads(path.read_text()), "scores": scores})
        print(points[-1], flush=True)
    points.sort(key=lambda p: p["share"])
    to.mkdir(parents=True, exist_ok=True)
    with whole_file(to / "learning_curve.json") as f:
        json.dump(points, f, indent=1)
        f.write("\n")
    print(learning_curve(points, to))


if __name__ == "__main__":
    app()

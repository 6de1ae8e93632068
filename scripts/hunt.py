#!/usr/bin/env python
"""Error hunt: train on k folds of the corpus, grouped by company, and list every span where gold and prediction differ.

    python scripts/hunt.py train --folds 4 --fold 0 --output training/hunt     # one fold (run two at a time on two cores)
    python scripts/hunt.py list --output training/hunt --to differences.tsv    # every difference, out of fold

An article that came after the folds were trained is out of every fold: all models read it, and what most of them find counts.
Each line of the list has the article, what gold says, what was predicted, and the words around it; the first are those where the
models are surest, and those where one surface is labelled in different ways over the corpus. Settle each in gold, or for gold.
"""
from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Annotated

import typer

from caibao import corpus, load, to_article
from caibao.files import whole_file
from caibao.pipeline import process
from caibao.train import packaged_segmenter, train_on

ROOT = Path(__file__).resolve().parents[1]
app = typer.Typer(add_completion=False)


def folds(articles, k: int) -> dict[str, int]:
    from sklearn.model_selection import GroupKFold

    number = {i: n for n, ids in enumerate(sorted(corpus.company_groups(articles), key=min)) for i in ids}
    out = {}
    for fold, (_, held) in enumerate(GroupKFold(k).split(articles, groups=[number[a.id] for a in articles])):
        out.update({articles[i].id: fold for i in held})
    return out


@app.command()
def train(fold: int, output: Path, folds_: Annotated[int, typer.Option("--folds")] = 4, steps: int = 1500) -> None:
    """Train one fold's model on the articles of the others."""
    articles = corpus.load_articles(ROOT / "corpus")
    where = folds(articles, folds_)
    held = [a for a in articles if where[a.id] == fold]
    segmenter = packaged_segmenter()
    train_on([a for a in articles if where[a.id] != fold], held[:15], ROOT / "configs/cnn.cfg", output / str(fold), segmenter,
             {"paths.vectors": str(segmenter.parent), "training.max_steps": steps, "training.eval_frequency": steps})
    with whole_file(output / str(fold) / "held.json") as f:
        json.dump([a.id for a in held], f)


@app.command("list")
def list_(output: Path, to: Path, only: Annotated[str, typer.Option(help="Only ids that start so (comma separated).")] = "") -> None:
    """Write the differences as tab separated lines, the most suspicious first."""
    models = {}
    for path in sorted(output.glob("*/held.json")):
        models[path.parent.name] = (set(json.loads(path.read_text())), load(str(path.parent / "model-best")))
    known = set().union(*(held for held, _ in models.values()))
    articles = [a for a in corpus.load_articles(ROOT / "corpus") if not only or a.id.startswith(tuple(only.split(",")))]
    labels = defaultdict(Counter)
    for a in articles:
        for s in a.spans:
            labels[a.surface(s)][s.label] += 1
    rows, spans = [], 0
    for a in articles:
        readers = [nlp for held, nlp in models.values() if a.id in held or a.id not in known]
        votes: Counter = Counter()
        for nlp in readers:
            found = to_article(process(nlp, a.text, dict(a.meta)), a.id)
            votes.update({(s.start, s.end, s.label) for s in found.spans})
        predicted = {k for k, n in votes.items() if 2 * n > len(readers)}
        gold = {(s.start, s.end, s.label) for s in a.spans}
        spans += len(gold)
        left = lambda key: f"{key[2]} {a.text[key[0]:key[1]]}"
        for key in sorted(gold ^ predicted):
            mine = key in gold
            if not mine and any(g[0] < key[1] and key[0] < g[1] for g in gold - predicted):
                continue  # told with the gold span that it touches
            others = [] if not mine else sorted(p for p in predicted - gold if p[0] < key[1] and key[0] < p[1])
            surface = a.text[key[0]:key[1]]
            seen = labels[surface]
            odd = sum(seen.values()) - seen[key[2]] if mine else sum(seen.values())
            rows.append((-odd, a.id, key[0], key[1], left(key) if mine else "-", " + ".join(map(left, others)) if mine else left(key),
                         (a.text[max(0, key[0] - 18):key[0]] + "【" + surface + "】" + a.text[key[1]:key[1] + 14]).replace("\n", "⏎").replace("\t", " ")))
    with whole_file(to) as f:
        out = csv.writer(f, delimiter="\t", lineterminator="\n")
        out.writerow(["article", "start", "end", "gold", "predicted", "around"])
        out.writerows(r[1:] for r in sorted(rows))
    print(f"{len(rows)} differences in {len(articles)} articles, {spans} gold spans: {to}")


@app.command()
def report() -> None:
    """What the rounds changed in gold (corpus/hunt/round*.tsv), as docs/corpus/hunt.md."""
    spans = sum(len(a.spans) for a in corpus.load_articles(ROOT / "corpus"))
    lines = ["# Error hunt", "", "Written by `python scripts/hunt.py report`. In each round models trained on the other folds (grouped by company) read every article;",
             "each span on which gold and prediction differ was looked at and settled in gold (counted here) or for it. The corrections with their reasons are in",
             f"`corpus/hunt`. Shares are of the {spans:,} spans of today.", "", "| round | differences | corrections of gold | share | add | delete | relabel | move |",
             "|---|---:|---:|---:|---:|---:|---:|---:|"]
    with open(ROOT / "corpus/hunt/rounds.csv", encoding="utf-8", newline="") as f:
        seen = {r["round"]: r["differences"] for r in csv.DictReader(f)}
    for path in sorted((ROOT / "corpus/hunt").glob("round*.tsv")):
        with open(path, encoding="utf-8", newline="") as f:
            edits = Counter(r["edit"] for r in csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))
        n = path.stem.removeprefix("round")
        lines.append(f"| {n} | {int(seen[n]):,} | {sum(edits.values()):,} | {sum(edits.values()) / spans:.2%} | "
                     + " | ".join(str(edits[e]) for e in ("add", "del", "label", "move")) + " |")
    with whole_file(ROOT / "docs/corpus/hunt.md") as f:
        f.write("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    app()

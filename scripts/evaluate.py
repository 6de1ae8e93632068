#!/usr/bin/env python
"""Score the pipeline on the test split, the reference document and real-dev; write docs/scores.md and docs/scores.json.

    python scripts/evaluate.py [--model zh_caibao_sm] [--shared ../shared] [--before docs/scores-0.1.json]

Articles under --shared (the original reference text, the marked real articles) are not ours to ship; without them
their sections say so. For articles that you hold yourself: caibao extract … -f json, then caibao evaluate GOLD PREDICTED.
"""
from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Optional

import typer

import caibao
from caibao import corpus, marked
from caibao.article import Article
from caibao.corpus import bind_file
from caibao.evaluate import evaluate
from caibao.files import whole_file
from caibao.pipeline import process
from caibao.report import markdown, with_interval

ROOT = Path(__file__).resolve().parents[1]


def read(nlp, article: Article, known: tuple[str, ...]) -> Article:
    """The prediction for an article; ``known`` are the meta fields that the pipeline is told."""
    meta = {k: article.meta[k] for k in known if k in article.meta}
    return caibao.to_article(process(nlp, article.text, meta), article.id)


def main(model: str = "zh_caibao_sm", shared: Path = ROOT.parent / "shared",
         output: Annotated[Path, typer.Option("--output", "-o")] = ROOT / "docs" / "scores.md",
         before: Annotated[Optional[Path], typer.Option(help="Scores (JSON) of an earlier pipeline on the same texts.")] = None) -> None:
    nlp = caibao.load(model)
    sets: dict[str, list[Article]] = {"Test split": corpus.split_articles(ROOT / "corpus", "test")}
    original = shared / "reference" / "kuaishou-2024q3.txt"
    if original.exists():
        sets["Reference document, original text"] = [bind_file(ROOT / "corpus/reference/kuaishou-2024q3.json", original)]
    sets["Reference document, our retelling"] = corpus.load_reference(ROOT / "corpus")
    real = sorted((shared / "real-dev").glob("*.txt"))
    if real:
        sets["real-dev: real articles, never trained on"] = [marked.load(p) for p in real]
    scores = {}
    for title, gold in sets.items():
        print(f"{title}: {len(gold)} articles", flush=True)
        # the publication date alone: what a user knows of an article
        scores[title] = evaluate(gold, [read(nlp, a, ("published",)) for a in gold])
    measured = ROOT / "docs" / "benchmark.json"
    bench = json.loads(measured.read_text()) if measured.exists() else {}
    with whole_file(output) as f:
        f.write(document(scores, bench, nlp, json.loads(before.read_text(encoding="utf-8")) if before else None))
    with whole_file(output.with_suffix(".json")) as f:
        json.dump(scores, f, ensure_ascii=False, indent=1)
        f.write("\n")
    print(f"written: {output}")


def comparison(scores: dict, before: dict) -> list[str]:
    """Span F1 by label and facts, before and after, on the sets that both were scored on (the same texts, or the row is left out)."""
    lines = ["## Before and after", "", "The pipeline of the first release, trained on 158 articles of the corpus, beside this one, on the texts and gold of today (the earlier one measured before the rule for bare amounts in `reconcile`).", ""]
    for title, now in scores.items():
        was = before.get(title)
        if not was or was["characters"] != now["characters"]:
            continue
        percent = lambda v: "" if v is None else f"{100 * v:.1f}"
        rows = [(name, was["spans"][name]["f"], now["spans"][name]["f"]) for name in now["spans"]]
        rows += [(f"facts: {k}", was["facts"][k]["f"], now["facts"][k]["f"]) for k in ("core", "whole")]
        lines += [f"**{title}**", "", "| | " + " | ".join(name for name, _, _ in rows) + " |", "|---|" + "---:|" * len(rows),
                  "| before | " + " | ".join(percent(a) for _, a, _ in rows) + " |", "| after | " + " | ".join(percent(b) for _, _, b in rows) + " |", ""]
    return lines


def document(scores: dict, bench: dict, nlp, before: dict | None = None) -> str:
    lines = ["# Scores", "", "Written by `python scripts/evaluate.py`; do not edit. Pipeline "
             f"`{nlp.meta['lang']}_{nlp.meta['name']}` {nlp.meta['version']}, trained on the train split of `corpus/` "
             "(no real article, and none on the reference company, is in training). The pipeline is told the publication date and nothing else.", "",
             "## At a glance", "", "| on | what | at least | reached |", "|---|---|---|---|"]
    o = scores.get("Reference document, original text")
    if o:
        v, q, f = o["spans"]["values"], o["norms"]["quantity"], o["facts"]
        lines += [f"| reference document, original text | value spans with exact bounds and right label | 42 of 47 | {v['tp']} of {v['gold']} |",
                  f"| same | their norm exactly right, of those found | all | {q['right']} of {q['of']} |",
                  f"| same | span F1, all 11 labels | 0.65 | {o['spans']['all']['f']:.3f} |",
                  f"| same | facts whose value, kind, basis, direction and metric are all right | 20 of 45 | {f['core_right']} of {f['gold']} |"]
    r = scores.get("real-dev: real articles, never trained on")
    if r:
        lines.append(f"| real-dev | span F1: all labels; core six | reported | {with_interval(r['spans']['all'])}; {with_interval(r['spans']['core six'])} |")
    t = scores["Test split"]
    lines.append(f"| test split | span F1: all labels; core six | – | {with_interval(t['spans']['all'])}; {with_interval(t['spans']['core six'])} |")
    if bench:
        lines += [f"| install and first run, fresh virtual environment | minutes; megabytes | reported | {bench['install_minutes']:.1f}; {bench['environment_megabytes']:.0f} |",
                  f"| `caibao extract` on the reference article | seconds in all, from process start | under 5 | {bench['extract_seconds']:.1f} |"]
    if not (o and r):
        lines += ["", "The original reference text or real-dev was not found when this was written; their rows are missing."]
    lines.append("")
    if before:
        lines += comparison(scores, before)
    for title, s in scores.items():
        lines.append(markdown(s, title))
    return "\n".join(lines)


if __name__ == "__main__":
    typer.run(main)

"""Scores as Markdown."""
from __future__ import annotations

from .article import LABELS
from .evaluate import FACT_FIELDS


def percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f}"


def with_interval(score: dict) -> str:
    ci = score.get("ci")
    return percent(score["f"]) + (f" ({percent(ci[0])}–{percent(ci[1])})" if ci else "")


def markdown(scores: dict, title: str) -> str:
    """One evaluation as a Markdown section: spans, norms, facts, causes of error, confusion."""
    lines = [f"## {title}", "", f"{scores['articles']} article{'s' * (scores['articles'] != 1)}, "
             f"{scores['characters']:,} characters. Exact spans by character offsets; F1 with the 95% bootstrap interval over articles.", "",
             "| spans | precision | recall | F1 | right | gold | predicted |", "|---|---|---|---|---|---|---|"]
    for name in ("all", "core six", "values", *LABELS):
        s = scores["spans"][name]
        if s["gold"] or s["predicted"]:
            bold = "**" if name in ("all", "core six") else ""
            lines.append(f"| {bold}{name}{bold} | {percent(s['p'])} | {percent(s['r'])} | {with_interval(s)} | {s['tp']} | "
                         f"{s['gold']} | {s['predicted']} |")
    lines += ["", "| norms, of the spans found that have a gold norm | right | of | accuracy | null where gold has one |", "|---|---|---|---|---|"]
    for kind, name in (("quantity", "MONEY, PERCENT, MULTIPLE, QUANTITY"), ("period", "DATE")):
        n = scores["norms"][kind]
        lines.append(f"| {name} | {n['right']} | {n['of']} | {percent(n['accuracy'])} | {n['null']} |")
    f = scores["facts"]
    lines += ["", f"Facts: {f['gold']} in gold, {f['predicted']} predicted, {f['matched']} on the same value; "
              f"{f['core_right']} with kind, basis, direction and metric all right (F1 {percent(f['core']['f'])}); "
              f"{f['whole_right']} wholly right, all nine fields (F1 {with_interval(f['whole'])}).", "",
              "| of the matched | " + " | ".join(FACT_FIELDS) + " |", "|---" * (len(FACT_FIELDS) + 1) + "|",
              "| right | " + " | ".join(percent(f["fields"][k]) for k in FACT_FIELDS) + " |", ""]
    causes = {c: n for c, n in scores["errors"].items() if n}
    if causes:
        used = [label for label in LABELS if any(label in n for n in causes.values())]
        lines += ["Span errors by cause:", "", "| cause | all | " + " | ".join(used) + " |", "|---" * (len(used) + 2) + "|"]
        lines += [f"| {c} | {sum(n.values())} | " + " | ".join(str(n.get(label, "")) for label in used) + " |"
                  for c, n in causes.items()]
        lines.append("")
    labels, matrix = scores["confusion"]["labels"], scores["confusion"]["matrix"]
    kept = [i for i, label in enumerate(labels) if sum(matrix[i]) + sum(r[i] for r in matrix)]
    lines += ["<details><summary>Confusion (rows gold, columns predicted, spans with equal offsets)</summary>", "",
              "| | " + " | ".join(labels[i] for i in kept) + " |", "|---" * (len(kept) + 1) + "|"]
    lines += [f"| {labels[i]} | " + " | ".join(str(matrix[i][j] or "") for j in kept) + " |" for i in kept]
    lines += ["", "</details>", ""]
    return "\n".join(lines)

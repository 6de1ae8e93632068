"""Counts of the corpus: composition, mentions, facts, repeated wording, density beside real articles; as tables and plots."""
from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

from .article import LABELS, VALUE_LABELS, Article
from .files import whole_file
from .tables import rows

SHINGLE, COMMON = 8, 3  # an 8-character string that stands in more than 3 articles is a set phrase
_MASKS = {"ORG": "名", "PRODUCT": "名", "PERSON": "名", "TICKER": "名", **dict.fromkeys(VALUE_LABELS, "数"), "DATE": "时"}
_SENTENCE = re.compile(r"[。！？!?\n]")


def mess(text: str) -> set[str]:
    """The kinds of real-world mess in a text (``data/mess_patterns.csv``)."""
    return {r["kind"] for r in rows("mess_patterns") if re.search(r["pattern"], text)}


def masked(article: Article) -> str:
    """The text with each name, value and date as one sign, digits left over as 数, white space out."""
    out, at = [], 0
    for s in sorted(article.spans, key=lambda s: s.start):
        if s.label in _MASKS:
            out += [article.text[at:s.start], _MASKS[s.label]]
            at = s.end
    text = "".join(out) + article.text[at:]
    return re.sub(r"\d+", "数", "".join(text.split()))


def repeated(articles: list[Article]) -> dict[str, float]:
    """Share of 8-character strings, masked, that occur in more than 3 articles: of all places, and of different strings."""
    seen: Counter = Counter()
    each = []
    for a in articles:
        text = masked(a)
        strings = [text[i:i + SHINGLE] for i in range(len(text) - SHINGLE + 1)]
        each.append(strings)
        seen.update(set(strings))
    places = sum(map(len, each))
    common = sum(seen[s] > COMMON for strings in each for s in strings)
    return {"of places": common / places if places else 0.0,
            "of different strings": sum(n > COMMON for n in seen.values()) / len(seen) if seen else 0.0}


def fact_counts(articles: list[Article]) -> Counter:
    n: Counter = Counter()
    for a in articles:
        spans = {s.id: s for s in a.spans}
        for f in a.facts:
            value = spans[f.value]
            start = max((m.end() for m in _SENTENCE.finditer(a.text, 0, value.start)), default=0)
            quantity = value.norm["quantity"] if isinstance(value.norm, dict) else {}
            n["facts"] += 1
            n[f"facts {f.status}"] += 1
            n[f"facts {f.kind}"] += 1
            n["facts down"] += f.direction == "down"
            if f.basis:
                n[f"facts {f.basis}"] += 1
            n["facts with ranges"] += quantity.get("low") is not None and quantity.get("high") is not None and bool(
                re.search(r"[-~～—–至到]", a.surface(value)[1:]))
            n["facts under 分别"] += bool(re.search("分别|分別|依次", a.text[start:value.start]))
    return n


def count(articles: list[Article], splits: dict[str, str], beside: list[Article] | None = None) -> dict:
    """All counts as JSON types; ``beside`` are articles to compare densities with."""
    labels = Counter(s.label for a in articles for s in a.spans)
    by = lambda key, of=lambda v: v: dict(Counter(of(str(a.meta.get(key, "none"))) for a in articles).most_common())
    companies = {c for a in articles for c in a.meta.get("companies", [])}
    mess_kinds = Counter(kind for a in articles for kind in mess(a.text))
    totals = {"articles": len(articles), "characters": sum(len(a.text) for a in articles), "companies": len(companies),
              "sectors": len({a.meta.get("sector") for a in articles} - {None, "综合"}),
              "articles in Traditional characters": sum(a.meta.get("script") == "hant" for a in articles),
              "share of articles with mess": round(sum(bool(mess(a.text)) for a in articles) / max(len(articles), 1), 3),
              **{label: labels[label] for label in LABELS}, **dict(sorted(fact_counts(articles).items()))}
    found = {"totals": totals, "splits": {s: sum(splits.get(a.id) == s for a in articles) for s in ("train", "dev", "test")},
             "sector": by("sector"), "style": by("style"), "year": dict(sorted(by("published", lambda v: v[:4]).items())),
             "script": by("script"), "figures": by("figures"), "retold from a record": sum("facts_from" in a.meta for a in articles),
             "companies of invented articles": len({c for a in articles if a.meta.get("figures") == "invented" for c in a.meta.get("companies", [])}),
             "mess": dict(mess_kinds.most_common()), "repeated": repeated(articles), "lengths": [len(a.text) for a in articles],
             "wording": {"corpus": wording(articles)}}
    if beside:
        found["wording"]["real-dev"] = wording(beside)
        found["repeated real-dev"] = repeated(beside)
    return found


def wording(articles: list[Article]) -> dict:
    """Vocabulary and mentions per 100 characters."""
    characters = sum(len(a.text) for a in articles) or 1
    labels = Counter(s.label for a in articles for s in a.spans)
    metrics = Counter(a.surface(s) for a in articles for s in a.spans if s.label == "METRIC")
    return {"articles": len(articles), "characters": characters, "different characters": len({c for a in articles for c in a.text}),
            "different METRIC": len(metrics), "METRIC seen once": sum(n == 1 for n in metrics.values()),
            "facts per 100 characters": round(100 * sum(len(a.facts) for a in articles) / characters, 2),
            **{f"{label} per 100 characters": round(100 * labels[label] / characters, 2) for label in LABELS}}


def markdown(found: dict) -> str:
    """The counts as tables, targets beside them."""
    wanted = {r["count"]: float(r["at_least"]) for r in rows("corpus_targets")}
    out = ["# The corpus in numbers", "", "Written by `caibao corpus stats corpus -o docs/corpus --beside <folder of real-dev>`.", "",
           "| what | there | at least |", "|---|---:|---:|"]
    out += [f"| {k} | {v:,} | {_plain(wanted.get(k))} |" for k, v in found["totals"].items()]
    out += ["", f"Split: {', '.join(f'{n} {s}' for s, n in found['splits'].items())}. {found['retold from a record']} articles retell the facts of a "
            f"record of real news, {found['figures'].get('invented', 0)} have invented figures ({found['companies of invented articles']} companies)."]
    for key in ("sector", "style", "year", "script", "figures", "mess"):
        out += ["", f"| {key} | articles |", "|---|---:|", *(f"| {k} | {v} |" for k, v in found[key].items())]
    columns = found["wording"]
    out += ["", "## Wording", "", "| what | " + " | ".join(columns) + " |", "|---|" + "---:|" * len(columns)]
    out += [f"| {k} | " + " | ".join(f"{c[k]:,}" for c in columns.values()) + " |" for k in columns["corpus"]]
    share = found["repeated"]
    out += ["", f"8-character strings (names, figures and dates masked) that occur in more than {COMMON} articles: "
            f"{share['of different strings']:.2%} of the different strings, {share['of places']:.2%} of all places (at most 5%)."]
    return "\n".join(out) + "\n"


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:,.0f}" if number >= 1 else f"{number:g}"


def write(found: dict, folder: Path) -> list[str]:
    """``stats.md``, ``stats.json`` and the plots; the names of what was written."""
    from .plots import draw

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with whole_file(folder / "stats.md") as f:
        f.write(markdown(found))
    with whole_file(folder / "stats.json") as f:
        json.dump(found, f, ensure_ascii=False, indent=1)
        f.write("\n")
    return ["stats.md", "stats.json", *draw(found, folder)]

"""Articles as tables, CSV and HTML."""
from __future__ import annotations

import csv
import html
import io
import re
from decimal import Decimal
from importlib import resources
from string import Template
from typing import Iterable

from .article import ABSENT, Article, Span

COLUMNS = ("article", "published", "company", "ticker", "metric", "dimensions", "period", "period_start", "period_end",
           "kind", "basis", "direction", "value", "number", "low", "high", "unit", "per", "bound", "status",
           "sentence", "start", "end", "flags")
_SENTENCE_END = re.compile(r"[。！？!?\n]")


def fact_rows(article: Article) -> list[dict]:
    """One dict a fact, with the keys of COLUMNS.

    ``number``, ``low`` and ``high`` are exact Decimals or None, signed: a loss and a fall are negative.
    ``start`` and ``end`` are the offsets of the value. What is not known is None.
    """
    spans = {s.id: s for s in article.spans}
    text = lambda i: None if i is None else article.surface(spans[i])
    rows = []
    for f in article.facts:
        value = spans[f.value]
        quantity = value.norm["quantity"] if value.norm not in (None, ABSENT) else {}
        resolved = f.resolved or {}
        date = spans[f.period] if f.period is not None else None
        # a date that could not be read dates nothing; gold without norms shows the words
        period = resolved.get("period") or (text(f.period) if date is not None and date.norm is not None else None)
        numbers = {k: None if quantity.get(k) is None else Decimal(quantity[k]) for k in ("number", "low", "high")}
        if f.direction == "down":
            numbers = _negative(numbers)
        rows.append({
            "article": article.id, "published": article.meta.get("published"), "company": text(f.org),
            "ticker": resolved.get("ticker"), "metric": text(f.metric),
            "dimensions": " / ".join(text(d) for d in f.dimensions) or None,
            "period": period, "period_start": resolved.get("period_start"),
            "period_end": resolved.get("period_end"), "kind": f.kind, "basis": f.basis, "direction": f.direction,
            "value": text(f.value), **numbers, "unit": quantity.get("unit"), "per": quantity.get("per"),
            "bound": f.bound, "status": f.status, "sentence": sentence_of(article.text, value),
            "start": value.start, "end": value.end, "flags": ", ".join(f.flags or []) or None})
    return rows


def _negative(numbers: dict) -> dict:
    low, high = numbers["low"], numbers["high"]
    minus = lambda n: None if n is None else n if n < 0 else -n
    return {"number": minus(numbers["number"]), "low": minus(high), "high": minus(low)}


def sentence_of(text: str, span: Span, limit: int = 400) -> str:
    """The sentence around a span, at most ``limit`` characters to either side."""
    floor = max(0, span.start - limit)
    start = floor
    for m in _SENTENCE_END.finditer(text, floor, span.start):
        start = m.end()
    m = _SENTENCE_END.search(text, span.end, span.end + limit)
    return text[start:m.end() if m else min(len(text), span.end + limit)].strip()


def to_frame(items) -> "pandas.DataFrame":  # noqa: F821 - pandas is imported when a frame is asked for
    """A pandas DataFrame, one row a fact, of Docs or Articles (one or many); the columns are COLUMNS."""
    import pandas
    from spacy.tokens import Doc

    from .convert import to_article

    if isinstance(items, (Doc, Article)):
        items = [items]
    rows = [row for item in items
            for row in fact_rows(item if isinstance(item, Article) else to_article(item))]
    return pandas.DataFrame(rows, columns=list(COLUMNS))


# ---- CSV ------------------------------------------------------------------
_NUMBER = re.compile(r"[-+]?[\d.,]+%?")


def safe_cell(value) -> str:
    """A cell that no spreadsheet takes for a formula: = + - @ and control characters in front are quoted."""
    text = "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)
    if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠") and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def csv_header() -> str:
    return ",".join(COLUMNS) + "\n"


def csv_rows(article: Article) -> str:
    """The facts of an article as CSV lines (RFC 4180, \\n line ends)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in fact_rows(article):
        writer.writerow([safe_cell(row[c]) for c in COLUMNS])
    return out.getvalue()


# ---- the table of the terminal --------------------------------------------
TABLE_COLUMNS = ("company", "metric", "line", "period", "value", "change")
_BOUND = {"=": "", ">": ">", "<": "<", "~": "≈"}
_BASIS = {"yoy": " YoY", "qoq": " QoQ", "other": "", None: ""}


def table_rows(article: Article) -> list[tuple[str, ...]]:
    """Company, metric, line, period, value and change: levels and changes of one figure in one row, in text order."""
    rows: dict[tuple, dict[str, list[str]]] = {}
    for row in fact_rows(article):
        key = (row["company"] or "", row["metric"] or "", row["dimensions"] or "", row["period"] or "", row["status"])
        cell = rows.setdefault(key, {"level": [], "change": []})
        change = row["kind"] == "change"
        sign = {"up": "+" if change else "", "down": "−", None: ""}[row["direction"]]
        text = _BOUND[row["bound"]] + sign + row["value"].lstrip("+")
        cell[row["kind"]].append(text + _BASIS[row["basis"]] if change else text)
    status = {"actual": "", "guidance": " (guidance)", "consensus": " (consensus)"}
    return [(k[0], k[1], k[2], k[3] + status[k[4]], "; ".join(v["level"]), "; ".join(v["change"]))
            for k, v in rows.items()]


def print_table(articles: Iterable[Article], console) -> None:
    """A rich table an article on ``console``."""
    from rich.table import Table
    from rich.text import Text

    for article in articles:
        title = visible(str(article.meta.get("title") or article.id))
        table = Table(title=Text(title), title_justify="left", header_style="bold")
        for name in TABLE_COLUMNS:
            table.add_column(name, overflow="fold")
        rows = table_rows(article)
        for row in rows:
            table.add_row(*(Text(visible(cell)) for cell in row))
        console.print(table) if rows else console.print(Text(f"{title}: no facts"))


def visible(text: str) -> str:
    """Control characters (a terminal would obey them) as their pictures."""
    return "".join(chr(0x2400 + ord(c)) if ord(c) < 32 else "␡" if ord(c) == 127 or 0x80 <= ord(c) < 0xA0 else c
                   for c in text)


# ---- HTML -------------------------------------------------------------------
def html_page(articles: Iterable[Article]) -> Iterable[str]:
    """Pieces of one self-contained page: each article with its spans marked, its facts beside it. All text is escaped."""
    page = resources.files("caibao").joinpath("data", "page.html").read_text(encoding="utf-8")
    head, tail = page.split("<!-- articles -->")
    yield head
    for article in articles:
        yield html_article(article)
    yield tail


def html_article(article: Article) -> str:
    values = {f.value for f in article.facts}
    parts, at = [], 0
    for s in sorted(article.spans, key=lambda s: s.start):
        parts.append(html.escape(article.text[at:s.start]))
        anchor = f' id="{_anchor(article, s)}"' if s.id in values else ""
        norm = f' title="{html.escape(_describe(s), quote=True)}"'
        parts.append(f'<mark class="{s.label}"{anchor}{norm}>{html.escape(article.surface(s))}<i>{s.label}</i></mark>')
        at = s.end
    parts.append(html.escape(article.text[at:]))
    spans = {s.id: s for s in article.spans}
    cells = []
    for f, row in zip(article.facts, fact_rows(article)):
        value = _BOUND[row["bound"]] + (row["value"] or "")
        change = f.kind == "change"
        sign = {"up": "▲ ", "down": "▼ ", None: ""}[f.direction]
        shown = (row["company"], row["metric"], row["dimensions"], row["period"], None if change else sign + value,
                 (sign + value + _BASIS[f.basis]) if change else None, None if f.status == "actual" else f.status)
        cells.append("<tr>" + "".join(
            f"<td>{_link(article, spans[f.value], c) if n in (4, 5) and c else html.escape(c or '')}</td>"
            for n, c in enumerate(shown)) + "</tr>")
    title = html.escape(str(article.meta.get("title") or article.id))
    about = html.escape(" · ".join(str(article.meta[k]) for k in ("published", "reporting_period") if article.meta.get(k)))
    return Template('<section><h1>$title</h1><p class="about">$about</p><div class="columns"><article>$text</article>'
                    "<aside><table><thead><tr><th>company</th><th>metric</th><th>line</th><th>period</th><th>value</th>"
                    "<th>change</th><th></th></tr></thead><tbody>$rows</tbody></table></aside></div></section>\n").substitute(
        title=title, about=about, text="".join(parts), rows="\n".join(cells))


def _anchor(article: Article, s: Span) -> str:
    return html.escape(re.sub(r"[^\w.-]", "_", article.id) + f"-{s.id}", quote=True)


def _link(article: Article, s: Span, text: str) -> str:
    return f'<a href="#{_anchor(article, s)}">{html.escape(text)}</a>'


def _describe(s: Span) -> str:
    """The norm of a span in a few words, for a tooltip."""
    from .marked import format_norm

    return s.label if s.norm is ABSENT else f"{s.label} {format_norm(s.norm)}"


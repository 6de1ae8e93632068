"""``caibao corpus validate``: checks in levels, as the validator of Universal Dependencies has them.

1 form (parses, Unicode, meta), 2 scheme (offsets, labels, references: the parser's and the record's own rules), 3 collection
(splits, companies, duplicates, checksums), 4 content (labels in conflict, mentions left plain, norms
against words, arithmetic), 5 tokens. Levels 1 to 3 are errors. Level 4 are warnings, to be mended or settled with a
reason in ``settled.csv``; arithmetic of invented figures is an error. Level 5 is counted.
"""
from __future__ import annotations

import csv
import hashlib
from collections import Counter
from pathlib import Path
from typing import Callable

from . import checks, marked
from .article import ABSENT, VALUE_LABELS, Article
from .corpus import SPLITS, load_reference, read_splits
from .errors import InputError

LEVELS = 5
REFERENCE_NAMES = ("快手", "Kuaishou")


def read_settled(corpus: Path) -> dict[tuple[str, str, str], str]:
    """``{(article, check, words): reason}`` of ``settled.csv``: what was looked at and is right as it stands."""
    path = Path(corpus, "settled.csv")
    if not path.exists():
        return {}
    with open(path, encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    for n, row in enumerate(rows, 2):
        if not row.get("reason"):
            raise InputError("a settled warning needs its reason", path, n)
    return {(r["article"], r["check"], r["words"]): r["reason"] for r in rows}


class _Report:
    def __init__(self, say: Callable[[str], None], settled: dict):
        self.say, self.settled, self.used = say, settled, set()
        self.counts: Counter = Counter()

    def error(self, level: int, text: object) -> None:
        self.counts["errors"] += 1
        self.say(f"error L{level}: {text}")

    def warning(self, check: str, article: str, words: str, why: str) -> None:
        key = (article, check, words)
        if key in self.settled:
            self.used.add(key)
            self.counts["settled"] += 1
        else:
            self.counts["warnings"] += 1
            self.counts[check] += 1
            self.say(f"warning L4 {check}: {article}: {words} {why}")


def validate_corpus(corpus: Path, nlp, say: Callable[[str], None], list_lost: bool = True, level: int = LEVELS) -> Counter:
    """Check ``corpus`` up to ``level`` and say what is wrong; returns counts (``errors``, ``warnings``, ``settled``, ``lost``).

    ``nlp`` gives the tokens of level 5; None leaves that out.
    """
    corpus = Path(corpus)
    folder = corpus / "articles"
    if not folder.is_dir():
        raise InputError("no such folder", folder)
    report = _Report(say, read_settled(corpus))
    articles: list[Article] = []
    for path in sorted(folder.glob("*.txt")):
        try:
            article = marked.load(path)  # levels 1 and 2: what breaks the scheme does not parse
        except InputError as err:
            report.error(2, err)
            continue
        articles.append(article)
        if article.id != path.stem:
            report.error(1, f"{path}: id {article.id!r} is not the file's name")
        for problem in checks.form(article):
            report.error(1, f"{path}: {problem}")
    splits = read_splits(corpus)
    if level >= 3:
        _collection(corpus, articles, splits, report)
    reference = load_reference(corpus)
    if level >= 4:
        for article in [*articles, *reference]:
            _content(article, splits.get(article.id), article in reference, report)
        for key in report.settled.keys() - report.used:
            report.error(4, f"{corpus / 'settled.csv'}: {', '.join(key)} settles nothing")
    spans = sum(len(a.spans) for a in [*articles, *reference])
    if level >= 5 and nlp is not None:
        _tokens([*articles, *reference], nlp, report, list_lost)
    counts = Counter(splits.values())
    say(f"{len(articles)} articles ({', '.join(f'{counts[s]} {s}' for s in SPLITS)}), {spans} spans, "
        f"{report.counts['errors']} errors, {report.counts['warnings']} warnings, {report.counts['settled']} settled"
        + (f"; {report.counts['lost']} spans ({100 * report.counts['lost'] / max(spans, 1):.2f}%) do not fall on tokens"
           if level >= 5 and nlp is not None else ""))
    return report.counts


def _collection(corpus: Path, articles: list[Article], splits: dict[str, str], report: _Report) -> None:
    companies: dict[str, dict[str, str]] = {}
    for article in articles:
        if any(name in article.text for name in REFERENCE_NAMES):
            report.error(3, f"{article.id}: names the company of the reference document, which stays out of the splits")
        split = splits.get(article.id)
        if split is None:
            report.error(3, f"{article.id}: not in {corpus / 'splits.csv'} (run: caibao corpus split)")
            continue
        for company in article.meta.get("companies", []):
            other = companies.setdefault(company.casefold(), {})
            if split not in other and other:
                report.error(3, f"{article.id}: {company} stands in {split} and in " + ", ".join(f"{s} ({i})" for s, i in other.items()))
            other.setdefault(split, article.id)
    for ident in splits.keys() - {a.id for a in articles}:
        report.error(3, f"{corpus / 'splits.csv'}: {ident} is no article")
    for a, b, run in checks.near_duplicates(articles):
        report.error(3, f"{a} and {b} share {run!r}")
    sums = corpus / "SHA256SUMS"
    if sums.exists():
        for problem in check_sums(corpus, sums):
            report.error(3, problem)


def check_sums(corpus: Path, sums: Path):
    """Files whose SHA-256 is not the one listed, and files that are not listed."""
    listed = {}
    for line in sums.read_text("utf-8").splitlines():
        digest, _, name = line.partition("  ")
        listed[name] = digest
    for name, digest in listed.items():
        path = corpus / name
        if not path.exists():
            yield f"{sums}: {name} is not there"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            yield f"{sums}: {name} has changed since (run: caibao corpus build)"
    for path in sorted(corpus.glob("articles/*.txt")):
        if path.relative_to(corpus).as_posix() not in listed:
            yield f"{sums}: {path.name} is not listed (run: caibao corpus build)"


def _content(article: Article, split: str | None, is_reference: bool, report: _Report) -> None:
    for check in (checks.conflicts, checks.unmarked, checks.norms):
        for words, why in check(article):
            report.warning(check.__name__, article.id, words, why)
    for words, why in checks.arithmetic(article):
        if article.meta.get("figures") == "invented" and (article.id, "arithmetic", words) not in report.settled:
            report.error(4, f"{article.id}: {words} {why}")
        else:
            report.warning("arithmetic", article.id, words, why)
    if split in ("dev", "test") or is_reference:
        bare = [s for s in article.spans if s.norm is ABSENT and s.label in (*VALUE_LABELS, "DATE")]
        for s in bare:
            report.error(4, f"{article.id}: span {s.id} {article.surface(s)} has no gold norm")


def _tokens(articles: list[Article], nlp, report: _Report, list_lost: bool) -> None:
    from .convert import lost_spans

    for article in articles:
        for span, around in lost_spans(article, nlp.make_doc(article.text)):
            report.counts["lost"] += 1
            if list_lost:
                report.say(f"lost L5: {article.id} {span.id} {span.label} {article.surface(span)}: {'|'.join(around)}")

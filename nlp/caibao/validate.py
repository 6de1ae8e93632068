"""Checks of the corpus on disk."""
from __future__ import annotations

from pathlib import Path
from typing import Callable

from . import marked
from .article import ABSENT, VALUE_LABELS, Article
from .corpus import SPLITS, load_reference, read_splits
from .errors import InputError

NEEDED_META = ("title", "published", "sector", "license", "provenance")


def validate_corpus(corpus: Path, nlp, say: Callable[[str], None], list_lost: bool = True) -> int:
    """Check ``corpus/articles``, its splits and the reference; says what is wrong, returns the number of errors.

    Errors: what does not parse or breaks the scheme, ids that differ from file names, missing meta, splits
    that are missing or share a company, an article on the company of the reference outside of it.
    Warnings: spans that do not fall on tokens of ``nlp`` (None leaves that out), values and dates of dev and
    test without a gold norm.
    """
    corpus = Path(corpus)
    folder = corpus / "articles"
    if not folder.is_dir():
        raise InputError("no such folder", folder)
    errors = 0

    def error(text: object) -> None:
        nonlocal errors
        errors += 1
        say(f"error: {text}")

    articles: list[tuple[Path, Article]] = []
    for path in sorted(folder.glob("*.txt")):
        try:
            article = marked.load(path)
        except InputError as err:
            error(err)
            continue
        articles.append((path, article))
        if article.id != path.stem:
            error(f"{path}: id {article.id!r} is not the file's name")
        for key in NEEDED_META:
            if not article.meta.get(key):
                error(f"{path}: no {key!r} in the front matter")
        if article.meta.get("license") != "CC BY 4.0":
            error(f"{path}: license is {article.meta.get('license')!r}, not CC BY 4.0")
        reference_names = ("快手", "Kuaishou")
        if any(name in article.text for name in reference_names):
            error(f"{path}: names the company of the reference document, which stays out of the splits")
    splits = read_splits(corpus)
    companies: dict[str, dict[str, str]] = {}
    for path, article in articles:
        split = splits.get(article.id)
        if split is None:
            error(f"{path}: not in {corpus / 'splits.csv'} (run: caibao corpus split)")
            continue
        for company in article.meta.get("companies", []):
            other = companies.setdefault(company.casefold(), {})
            other[split] = article.id
            if len(other) > 1:
                error(f"{path}: {company} stands in {' and '.join(f'{s} ({i})' for s, i in sorted(other.items()))}")
    for ident in splits.keys() - {a.id for _, a in articles}:
        error(f"{corpus / 'splits.csv'}: {ident} is no article")
    reference = [(corpus / "reference", a) for a in load_reference(corpus)]
    warnings = lost = spans = 0
    for path, article in [*articles, *reference]:
        spans += len(article.spans)
        if splits.get(article.id) in ("dev", "test") or path.name == "reference":
            bare = [s for s in article.spans if s.norm is ABSENT and s.label in (*VALUE_LABELS, "DATE")]
            if bare:
                warnings += 1
                say(f"warning: {article.id}: no gold norm: " + ", ".join(f"{s.id} {article.surface(s)}" for s in bare))
        if nlp is not None:
            from .convert import lost_spans

            for span, around in lost_spans(article, nlp.make_doc(article.text)):
                lost += 1
                if list_lost:
                    say(f"lost: {article.id} {span.id} {span.label} {article.surface(span)}: {'|'.join(around)}")
    counts = {s: sum(v == s for v in splits.values()) for s in SPLITS}
    say(f"{len(articles)} articles ({', '.join(f'{n} {s}' for s, n in counts.items())}), {spans} spans, {errors} errors, {warnings} warnings"
        + (f"; {lost} spans ({100 * lost / spans:.2f}%) do not fall on tokens" if nlp is not None and spans else ""))
    return errors

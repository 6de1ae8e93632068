"""The annotated corpus on disk: marked files, splits by company, the reference document."""
from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

from . import marked
from .article import Article
from .errors import InputError
from .files import read_text

SPLITS = ("train", "dev", "test")


def load_articles(folder) -> list[Article]:
    """All marked articles of ``folder/articles``, by id."""
    return [marked.load(p) for p in sorted(Path(folder, "articles").glob("*.txt"))]


def read_splits(folder) -> dict[str, str]:
    """``{article id: split}`` from ``folder/splits.csv``."""
    path = Path(folder, "splits.csv")
    with open(path, encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    for n, row in enumerate(rows, 2):
        if row.get("split") not in SPLITS:
            raise InputError(f"split is {', '.join(SPLITS)}, not {row.get('split')!r}", path, n)
    return {row["id"]: row["split"] for row in rows}


def split_articles(folder, split: str) -> list[Article]:
    """The articles of one split (train, dev or test)."""
    splits = read_splits(folder)
    return [a for a in load_articles(folder) if splits.get(a.id) == split]


def company_groups(articles: list[Article]) -> list[set[str]]:
    """Ids of the articles that belong together because they share reporting companies, directly or through others."""
    of: dict[str, set[str]] = {}  # company -> its group
    groups: list[set[str]] = []
    for a in articles:
        companies = [c.casefold() for c in a.meta.get("companies", [])]
        touched = {id(of[c]): of[c] for c in companies if c in of}.values()
        merged = {a.id}.union(*touched)
        groups = [g for g in groups if not any(g is t for t in touched)] + [merged]
        of.update({c: merged for c, g in of.items() if any(g is t for t in touched)})
        of.update(dict.fromkeys(companies, merged))
    return groups


def assign_splits(articles: list[Article], existing: dict[str, str], shares: dict[str, float] | None = None) -> dict[str, str]:
    """Splits in which no reporting company stands in two: articles that share a company stay together.

    Articles already in ``existing`` stay where they are, with those that share a company with them;
    the others fill test and dev up to their share of the characters, in an order fixed by a hash.
    Raises InputError where an article joins companies of two splits.
    """
    shares = shares or {"test": 0.14, "dev": 0.10}
    by_id = {a.id: a for a in articles}
    total = sum(len(a.text) for a in articles) or 1
    out = {i: s for i, s in existing.items() if i in by_id}
    groups = company_groups(articles)
    for ids in groups:
        fixed = {existing[i] for i in ids if i in existing}
        if len(fixed) > 1:
            raise InputError(f"{', '.join(sorted(ids))} share companies and stand in {' and '.join(sorted(fixed))}")
        for i in ids if fixed else ():
            out[i] = next(iter(fixed))
    rest = [g for g in groups if not any(i in out for i in g)]
    order = sorted(rest, key=lambda g: hashlib.sha256("|".join(sorted(g)).encode()).hexdigest())
    filled = {s: sum(len(by_id[i].text) for i, t in out.items() if t == s) / total for s in SPLITS}
    for ids in order:
        size = sum(len(by_id[i].text) for i in ids) / total
        split = next((s for s, share in shares.items() if filled[s] + size <= share * 1.05 and len(ids) <= 3), "train")
        filled[split] += size
        out.update(dict.fromkeys(ids, split))
    return dict(sorted(out.items()))


def write_splits(folder, splits: dict[str, str]) -> None:
    from .files import whole_file

    with whole_file(Path(folder, "splits.csv")) as f:
        writer = csv.writer(f, lineterminator="\n")
        writer.writerow(["id", "split"])
        writer.writerows(splits.items())


# ---- the reference document --------------------------------------------------
def load_reference(folder) -> list[Article]:
    """The retelling of the reference document, in our own words (``reference/*.txt``)."""
    return [marked.load(p) for p in sorted(Path(folder, "reference").glob("*.txt"))]


def unbind(article: Article, source: str) -> dict:
    """Stand-off form of an article whose text is not ours: offsets, labels, norms and facts, no words of it.

    ``sha256`` is of the text in UTF-8; `bind` holds a text against it.
    """
    data = article.to_dict()
    data.pop("text")
    for span in data["spans"]:
        span.pop("text")
    data["meta"] = {k: v for k, v in data["meta"].items() if k != "title"}
    data["source"] = source
    data["sha256"] = hashlib.sha256(article.text.encode("utf-8")).hexdigest()
    data["characters"] = len(article.text)
    return data


def bind(standoff: dict, text: str) -> Article:
    """The Article of a stand-off record and its text; InputError where the text is not the one that was annotated."""
    found = hashlib.sha256(text.encode("utf-8")).hexdigest()
    if found != standoff["sha256"]:
        raise InputError(f"the text has SHA-256 {found[:16]}… and {len(text)} characters; the labels of "
                         f"{standoff['id']} belong to {standoff['sha256'][:16]}… with {standoff['characters']} characters",
                         record=standoff["id"])
    data = {k: v for k, v in standoff.items() if k not in ("source", "sha256", "characters")}
    return Article.from_dict({**data, "text": text})


def bind_file(standoff_path, text_path) -> Article:
    """`bind` for two files; errors name the text's file."""
    standoff = json.loads(read_text(standoff_path))
    try:
        return bind(standoff, read_text(text_path))
    except InputError as err:
        raise err.at(text_path) from None


def read_any(path) -> list[Article]:
    """Articles of a JSONL file, a marked file, or a folder of marked files."""
    from .files import read_articles

    path = Path(path)
    if path.is_dir():
        found = [marked.load(p) for p in sorted(path.glob("*.txt"))]
        if not found:
            raise InputError("holds no marked .txt file", path)
        return found
    return read_articles(path)

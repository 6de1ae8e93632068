"""The corpus as a Hugging Face dataset: Parquet with declared features, the card's YAML, checksums."""
from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from .article import ABSENT, NORM_FIELDS, NORM_KEY, Article
from .corpus import SPLITS, load_articles, read_splits
from .errors import CaibaoError
from .files import read_text, whole_file

VERSION = "1.0.0"  # of the corpus (SemVer): major where the scheme changes, minor where articles come, patch for corrections
META_COLUMNS = ("title", "published", "sector", "style", "script", "figures", "reporting_period")
META_LISTS = ("companies", "tickers")
NORMED = "absent", "null", "known"
# The columns of a norm: a date's start and end are not those of the span.
_PERIOD_COLUMNS = {"code": "period", "start": "period_start", "end": "period_end", "duration": "duration"}
_NORM_COLUMNS = {"quantity": {k: k for k in NORM_FIELDS["quantity"]}, "period": _PERIOD_COLUMNS}


def features():
    """The declared features; `datasets` is in the extra ``corpus``."""
    try:
        from datasets import Features, Value
    except ImportError:
        raise CaibaoError("building the dataset needs the extra: pip install 'caibao[corpus]'") from None
    text, whole, flag = Value("string"), Value("int32"), Value("bool")
    norm = {k: flag if k.endswith("_inclusive") else text for columns in _NORM_COLUMNS.values() for k in columns.values()}
    span = {"id": whole, "start": whole, "end": whole, "label": text, "text": text, "norm_status": text, **norm}
    fact = {"value": whole, "kind": text, "basis": text, "direction": text, "bound": text, "status": text, "metric": whole,
            "dimensions": [whole], "org": whole, "period": whole}
    return Features({"id": text, "text": text, **dict.fromkeys(META_COLUMNS, text), **{k: [text] for k in META_LISTS},
                     "meta": text, "spans": [span], "facts": [fact]})


def to_row(article: Article) -> dict[str, Any]:
    """One row: spans and facts as lists of structs, the fields of both kinds of norm beside each other, other meta as JSON."""
    meta = dict(article.meta)
    row: dict[str, Any] = {"id": article.id, "text": article.text, **{k: meta.pop(k, None) for k in META_COLUMNS},
                           **{k: list(meta.pop(k, [])) for k in META_LISTS}, "meta": json.dumps(meta, ensure_ascii=False, sort_keys=True)}
    empty = dict.fromkeys(c for columns in _NORM_COLUMNS.values() for c in columns.values())

    def norm(span) -> dict[str, Any]:
        if not span.norm:
            return {}
        (key, content), = span.norm.items()
        return {_NORM_COLUMNS[key][k]: v for k, v in content.items()}

    row["spans"] = [{"id": s.id, "start": s.start, "end": s.end, "label": s.label, "text": article.surface(s),
                     "norm_status": NORMED[0] if s.norm is ABSENT else NORMED[1] if s.norm is None else NORMED[2],
                     **empty, **norm(s)} for s in article.spans]
    row["facts"] = [{"value": f.value, "kind": f.kind, "basis": f.basis, "direction": f.direction, "bound": f.bound, "status": f.status,
                     "metric": f.metric, "dimensions": list(f.dimensions), "org": f.org, "period": f.period} for f in article.facts]
    return row


def from_row(row: dict[str, Any]) -> Article:
    """The Article of a row, as `to_row` made it."""
    meta = {k: row[k] for k in META_COLUMNS if row[k] is not None}
    meta.update({k: list(row[k]) for k in META_LISTS if row[k]})
    meta.update(json.loads(row["meta"]))
    spans = []
    for s in row["spans"]:
        span = {k: s[k] for k in ("id", "start", "end", "label", "text")}
        if s["norm_status"] == NORMED[1]:
            span["norm"] = None
        elif s["norm_status"] == NORMED[2]:
            key = NORM_KEY[s["label"]]
            span["norm"] = {key: {k: s[c] for k, c in _NORM_COLUMNS[key].items()}}
        spans.append(span)
    return Article.from_dict({"id": row["id"], "text": row["text"], "meta": meta, "spans": spans, "facts": row["facts"]})


def yaml_head(counts: dict[str, int], sizes: dict[str, int]) -> str:
    """The YAML block of the dataset card: configuration, features, licence, size."""
    import yaml

    head = {
        "language": ["zh"], "license": "cc-by-4.0", "pretty_name": "caibao: annotated Chinese earnings news", "version": VERSION,
        "task_categories": ["token-classification"], "task_ids": ["named-entity-recognition"], "annotations_creators": ["machine-generated"],
        "language_creators": ["machine-generated"], "multilinguality": ["monolingual"], "source_datasets": ["original"],
        "size_categories": ["n<1K"], "tags": ["finance", "earnings", "information-extraction", "relation-extraction"],
        "configs": [{"config_name": "default", "data_files": [{"split": s, "path": f"data/{s}.parquet"} for s in SPLITS]}],
        "dataset_info": {"config_name": "default", "features": features()._to_yaml_list(),
                         "splits": [{"name": s, "num_examples": counts[s], "num_bytes": sizes[s]} for s in SPLITS]},
    }
    return "---\n" + yaml.safe_dump(head, sort_keys=False, allow_unicode=True) + "---\n"


def build(corpus) -> dict[str, int]:
    """Write ``data/*.parquet``, the YAML of ``README.md`` and ``SHA256SUMS``; returns articles a split."""
    from datasets import Dataset

    corpus = Path(corpus)
    splits, articles = read_splits(corpus), load_articles(corpus)
    (corpus / "data").mkdir(exist_ok=True)
    counts, sizes = {}, {}
    for split in SPLITS:
        rows = [to_row(a) for a in articles if splits.get(a.id) == split]
        data = Dataset.from_list(rows, features=features())
        counts[split], sizes[split] = len(data), data.data.nbytes
        with whole_file(corpus / "data" / f"{split}.parquet", "wb") as f:
            data.to_parquet(f)
    card = corpus / "README.md"
    body = read_text(card) if card.exists() else ""
    if body.startswith("---\n"):
        body = body.split("\n---\n", 1)[1]
    with whole_file(card) as f:
        f.write(yaml_head(counts, sizes) + body)
    write_sums(corpus)
    return counts


def write_sums(corpus: Path) -> None:
    """``SHA256SUMS`` (as ``sha256sum -c`` reads it) over articles, splits, reference, data and the tables of the corpus."""
    names = sorted(p.relative_to(corpus).as_posix() for p in corpus.rglob("*") if p.is_file() and p.name not in ("SHA256SUMS", "README.md"))
    with whole_file(corpus / "SHA256SUMS") as f:
        f.writelines(f"{hashlib.sha256((corpus / n).read_bytes()).hexdigest()}  {n}\n" for n in names)

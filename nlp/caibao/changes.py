"""What differs between two versions of an article: text, spans, norms, facts; for people who correct the corpus."""
from __future__ import annotations

import difflib
import subprocess
from pathlib import Path
from typing import Iterator

from . import marked
from .article import ABSENT, Article, Fact, Span
from .errors import InputError
from .marked import format_norm

_FIELDS = ("kind", "basis", "direction", "bound", "status", "metric", "dimensions", "org", "period")


def _moved(old: Article, new: Article):
    """Old offsets in the new text: a function of ``(start, end)``, None where the words were changed."""
    if old.text == new.text:
        return lambda a, b: (a, b)
    blocks = difflib.SequenceMatcher(None, old.text, new.text, autojunk=False).get_matching_blocks()

    def move(a: int, b: int):
        for block in blocks:
            if block.a <= a and b <= block.a + block.size:
                return a - block.a + block.b, b - block.a + block.b
        return None
    return move


def _show(article: Article, s: Span) -> str:
    return f"{s.label} {article.surface(s)!r} ({s.start}-{s.end})"


def _fact(article: Article, f: Fact) -> dict[str, object]:
    spans = {s.id: s for s in article.spans}
    words = lambda i: None if i is None else f"{article.surface(spans[i])}@{spans[i].start}"
    out = {k: getattr(f, k) for k in _FIELDS[:5]}
    out.update({k: words(getattr(f, k)) for k in ("metric", "org", "period")})
    out["dimensions"] = [words(d) for d in f.dimensions]
    return out


def changes(old: Article, new: Article) -> Iterator[str]:
    """One line a change: ``+`` came, ``-`` went, ``~`` is different. Span ids are not compared."""
    if old.text != new.text:
        matcher = difflib.SequenceMatcher(None, old.text, new.text, autojunk=False)
        for tag, a1, a2, b1, b2 in matcher.get_opcodes():
            if tag != "equal":
                yield f"~ text {old.text[a1:a2]!r} → {new.text[b1:b2]!r} (at {a1})"
    for key in sorted({*old.meta, *new.meta}):
        if old.meta.get(key) != new.meta.get(key):
            yield f"~ meta {key}: {old.meta.get(key)!r} → {new.meta.get(key)!r}"
    move = _moved(old, new)
    here = {(s.start, s.end): s for s in new.spans}
    matched: dict[int, Span] = {}
    for s in old.spans:
        place = move(s.start, s.end)
        other = here.pop(place, None) if place else None
        if other is None:
            near = [n for n in new.spans if place and n.start < place[1] and place[0] < n.end and (n.start, n.end) in here]
            if len(near) == 1 and near[0].label == s.label:
                del here[near[0].start, near[0].end]
                matched[s.id] = near[0]
                yield f"~ span {_show(old, s)} → {_show(new, near[0])}"
            else:
                yield f"- span {_show(old, s)}"
            continue
        matched[s.id] = other
        if other.label != s.label:
            yield f"~ span {_show(old, s)} → {other.label}"
        if other.norm != s.norm:
            shown = lambda n: "absent" if n is ABSENT else format_norm(n)
            yield f"~ norm of {_show(new, other)}: {shown(s.norm)} → {shown(other.norm)}"
    for s in sorted(here.values(), key=lambda s: s.start):
        yield f"+ span {_show(new, s)}"
    by_value = {f.value: f for f in new.facts}
    spans = {s.id: s for s in old.spans}
    at = lambda i: None if i is None else (f"{new.surface(matched[i])}@{matched[i].start}" if i in matched else f"{old.surface(spans[i])}@gone")
    for f in old.facts:
        value = matched.get(f.value)
        other = by_value.pop(value.id, None) if value else None
        if other is None:
            yield f"- fact of {_show(old, spans[f.value])}"
            continue
        before = {**{k: getattr(f, k) for k in _FIELDS[:5]}, **{k: at(getattr(f, k)) for k in ("metric", "org", "period")},
                  "dimensions": [at(d) for d in f.dimensions]}
        after = _fact(new, other)
        for k in _FIELDS:
            if before[k] != after[k]:
                yield f"~ fact of {_show(new, value)}: {k} {_plain(before[k])} → {_plain(after[k])}"
    for f in by_value.values():
        yield f"+ fact of {_show(new, next(s for s in new.spans if s.id == f.value))}: " + ", ".join(
            f"{k} {_plain(v)}" for k, v in _fact(new, f).items() if v not in (None, [], "=", "actual"))


def _plain(value: object) -> str:
    return "none" if value in (None, []) else ", ".join(value) if isinstance(value, list) else str(value)


def committed(path: Path, revision: str = "HEAD") -> Article | None:
    """The article as git has it at ``revision``; None where it has no such file."""
    path = Path(path).resolve()
    try:
        shown = subprocess.run(["git", "-C", str(path.parent), "show", f"{revision}:./{path.name}"], capture_output=True, timeout=60)
    except FileNotFoundError:
        raise InputError("git is not installed: name the older file or folder too", path) from None
    if shown.returncode:
        if b"exists on disk, but not in" in shown.stderr or b"does not exist" in shown.stderr:
            return None
        raise InputError(f"git: {shown.stderr.decode('utf-8', 'replace').strip()}", path)
    return marked.loads(shown.stdout.decode("utf-8"), f"{revision}:{path.name}")


def files(path: Path) -> list[Path]:
    path = Path(path)
    if path.is_dir():
        found = sorted(path.glob("*.txt")) or sorted((path / "articles").glob("*.txt"))
        if not found:
            raise InputError("holds no marked .txt file", path)
        return found
    return [path]

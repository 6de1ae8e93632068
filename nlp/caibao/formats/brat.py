"""brat stand-off (http://brat.nlplab.org/standoff.html): a folder of ``ID.txt`` and ``ID.ann``.

A span is a T line, a fact the attributes (A) of its value and relations (R) to the other spans; norms, scores and
what else has no line of its own is JSON in a note (#) on the span; meta stands in ``ID.meta.json``. brat counts code points.
"""
from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Iterator
from urllib.parse import quote, unquote

from ..article import ABSENT, BOUNDS, LABELS, VALUE_LABELS, Article
from ..errors import InputError
from ..files import dump_json, read_text, whole_file
from . import FACT_ATTRIBUTES, FACT_EXTRAS, FACT_LINKS, Format, Reader, build, links_of

NOTE = "AnnotatorNotes"
BOUND_NAMES = dict(zip(BOUNDS, ("exactly", "over", "under", "about")))  # brat's values are words
_VALUES = {"kind": "level|change", "basis": "yoy|qoq|other", "direction": "up|down",
           "bound": "|".join(BOUND_NAMES.values()), "status": "actual|guidance|consensus"}


def configuration() -> str:
    """``annotation.conf`` that lets brat show and edit the scheme."""
    values = "|".join(VALUE_LABELS)
    targets = {"metric": "METRIC", "org": "ORG", "period": "DATE", "dimension": "SEGMENT|PRODUCT"}
    return "\n".join(["[entities]", *LABELS, "", "[relations]", *(f"{r}\tArg1:{values}, Arg2:{targets[r]}" for r in FACT_LINKS), "",
                      "[events]", "", "[attributes]", *(f"{a}\tArg:{values}, Value:{v}" for a, v in _VALUES.items())]) + "\n"


def annotations(article: Article) -> str:
    """The .ann file of an article."""
    lines = [f"T{s.id}\t{s.label} {s.start} {s.end}\t{article.surface(s)}" for s in article.spans]
    notes: dict[int, dict] = {}
    for s in article.spans:
        if s.norm is not ABSENT:
            notes.setdefault(s.id, {})["norm"] = s.norm
        if s.score is not None:
            notes.setdefault(s.id, {})["score"] = s.score
    n = 0
    for f in article.facts:
        for key in FACT_ATTRIBUTES:
            value = getattr(f, key)
            if value is not None:
                n += 1
                lines.append(f"A{n}\t{key} T{f.value} {BOUND_NAMES[value] if key == 'bound' else value}")
        extras = {k: v for k in FACT_EXTRAS if (v := getattr(f, k)) is not None}
        if extras:
            notes.setdefault(f.value, {})["fact"] = extras
    lines += [f"R{i}\t{role} Arg1:T{value} Arg2:T{other}" for i, (value, role, other) in enumerate(links_of(article), 1)]
    lines += [f"#{i}\t{NOTE} T{span}\t{dump_json(note)}" for i, (span, note) in enumerate(notes.items(), 1)]
    return "".join(line + "\n" for line in lines)


def write(articles, path, nlp=None) -> None:
    folder = Path(path)
    folder.mkdir(parents=True, exist_ok=True)
    with whole_file(folder / "annotation.conf") as f:
        f.write(configuration())
    for article in articles:
        stem = quote(article.id, safe="")
        for suffix, content in ((".txt", article.text), (".ann", annotations(article)),
                                (".meta.json", json.dumps(article.meta, ensure_ascii=False, indent=1) + "\n")):
            with whole_file(folder / (stem + suffix)) as f:
                f.write(content)


_T = re.compile(r"T(\d+)\t(\S+) (\d+) (\d+)(;[\d; ]+)?\t(.*)")
_A = re.compile(r"[AM]\d+\t(\S+) ([TRE]\d+)(?: (\S+))?")
_R = re.compile(r"R\d+\t(\S+) Arg1:T(\d+) Arg2:T(\d+)\s*")
_NOTE = re.compile(r"#\d+\t(\S+) T(\d+)\t(.*)")


def parse(text: str, annotation: str, ident: str, meta: dict, reader: Reader, path=None) -> Article:
    """The Article of a text and its .ann; InputError names the line."""
    spans, attributes, links, notes, dropped = {}, {}, [], {}, set()
    names = {v: k for k, v in BOUND_NAMES.items()}
    for number, line in enumerate(annotation.split("\n"), 1):
        if not line.strip():
            continue
        try:
            kind = line[0]
            if kind == "T":
                m = _T.fullmatch(line)
                if not m:
                    raise InputError("a text-bound line is T<id>⇥LABEL start end⇥text")
                if m[5]:
                    raise InputError("the span is in several pieces; the scheme has contiguous spans only")
                label = reader.label(m[2])
                if label is None:
                    dropped.add(int(m[1]))
                    continue
                spans[int(m[1])] = {"id": int(m[1]), "start": int(m[3]), "end": int(m[4]), "label": label, "text": m[6]}
            elif kind in "AM" and (m := _A.fullmatch(line)) and m[1] in FACT_ATTRIBUTES and m[2][0] == "T":
                attributes.setdefault(int(m[2][1:]), {})[m[1]] = names.get(m[3], m[3]) if m[1] == "bound" else m[3]
            elif kind == "R" and (m := _R.fullmatch(line)) and m[1] in FACT_LINKS:
                links.append((int(m[2]), m[1], int(m[3])))
            elif kind == "#" and (m := _NOTE.fullmatch(line)) and m[1] == NOTE and m[3].startswith("{"):
                notes[int(m[2])] = json.loads(m[3])
            elif kind in "AMREN*#":
                reader.skip({"A": "attribute", "M": "attribute", "R": "relation", "E": "event", "N": "normalization",
                             "*": "equivalence", "#": "note"}[kind])
            else:
                raise InputError(f"unknown kind of annotation {line[:12]!r}")
        except InputError as err:
            raise err.at(path, number) from None
        except ValueError as err:
            raise InputError(f"the note is not JSON: {err}", path, number) from None
    for ident_, note in notes.items():
        if ident_ in spans:
            spans[ident_].update({k: note[k] for k in ("norm", "score") if k in note})
        if ident_ in attributes:
            attributes[ident_].update(note.get("fact", {}))
    links = [x for x in links if not {x[0], x[2]} & dropped]
    ordered = sorted(spans.values(), key=lambda s: s["start"])
    return build(ident, text, meta, ordered, {k: v for k, v in attributes.items() if k not in dropped}, links)


def read(path, reader: Reader, nlp=None) -> Iterator[Article | InputError]:
    folder = Path(path)
    files = sorted(folder.glob("*.ann")) if folder.is_dir() else [folder]
    if not files:
        yield InputError("holds no .ann file", folder)
    for file in files:
        try:
            sidecar = file.with_suffix(".meta.json")
            meta = json.loads(read_text(sidecar)) if sidecar.exists() else {}
            yield parse(read_text(file.with_suffix(".txt")), read_text(file), unquote(file.stem), meta, reader, file)
        except InputError as err:
            yield err.at(file)
        except ValueError as err:
            yield InputError(f"not JSON: {err}", sidecar)


FORMAT = Format("brat", write, read)

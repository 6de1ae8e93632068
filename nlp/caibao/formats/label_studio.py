"""Label Studio JSON (https://labelstud.io/guide/task_format): a list of tasks with regions, choices and relations.

Regions count code points, as Label Studio does since 1.5; older ones count UTF-16 units, which the reader notices where
the region's own text says so. The labelling configuration that shows all of it is `CONFIG`.
"""
from __future__ import annotations

import json
from typing import Iterator

from ..article import ABSENT, BASES, BOUNDS, DIRECTIONS, KINDS, LABELS, STATUSES, Article
from ..errors import InputError
from ..files import dump_json, read_text, whole_file
from . import FACT_ATTRIBUTES, FACT_EXTRAS, FACT_LINKS, Format, Reader, build, links_of

_CHOICES = {"kind": KINDS, "basis": BASES, "direction": DIRECTIONS, "bound": BOUNDS, "status": STATUSES}
_NAMES = {"=": "exactly", ">": "over", "<": "under", "~": "about"}  # '<' has no place in the configuration's XML
_BACK = {v: k for k, v in _NAMES.items()}
CONFIG = "\n".join([
    '<View>', '  <Labels name="label" toName="text">', *(f'    <Label value="{label}"/>' for label in LABELS), '  </Labels>',
    '  <Text name="text" value="$text"/>', '  <Relations>', *(f'    <Relation value="{r}"/>' for r in FACT_LINKS), '  </Relations>',
    *(f'  <Choices name="{k}" toName="text" perRegion="true" choice="single">'
      + "".join(f'<Choice value="{_NAMES.get(v, v)}"/>' for v in values if v is not None) + '</Choices>' for k, values in _CHOICES.items()),
    '  <TextArea name="norm" toName="text" perRegion="true"/>', '</View>']) + "\n"


def to_task(article: Article, number: int) -> dict:
    result, facts = [], {f.value: f for f in article.facts}
    for s in article.spans:
        place = {"start": s.start, "end": s.end, "text": article.surface(s)}
        common = {"id": f"s{s.id}", "to_name": "text"}
        label = {**common, "from_name": "label", "type": "labels", "value": {**place, "labels": [s.label]}}
        if s.score is not None:
            label["score"] = s.score
        result.append(label)
        if s.norm is not ABSENT:
            result.append({**common, "from_name": "norm", "type": "textarea", "value": {**place, "text": [dump_json(s.norm)]}})
        if s.id in facts:
            for key in FACT_ATTRIBUTES:
                value = getattr(facts[s.id], key)
                if value is not None:
                    result.append({**common, "from_name": key, "type": "choices", "value": {**place, "choices": [_NAMES.get(value, value)]}})
            extras = {k: v for k in FACT_EXTRAS if (v := getattr(facts[s.id], k)) is not None}
            if extras:
                label["meta"] = {"caibao": [dump_json(extras)]}
    result += [{"type": "relation", "from_id": f"s{value}", "to_id": f"s{other}", "direction": "right", "labels": [role]}
               for value, role, other in links_of(article)]
    return {"id": number, "data": {"text": article.text, "id": article.id, "meta": article.meta}, "annotations": [{"result": result}]}


def offsets(text: str, value: dict) -> tuple[int, int]:
    """Start and end as code points; a region that says its text in UTF-16 units is brought over."""
    start, end, said = value["start"], value["end"], value.get("text")
    if not isinstance(said, str) or text[start:end] == said:
        return start, end
    units = text.encode("utf-16-le")
    try:
        if units[2 * start:2 * end].decode("utf-16-le") == said:
            first = len(units[:2 * start].decode("utf-16-le"))
            return first, first + len(said)
    except UnicodeDecodeError:
        pass
    raise InputError(f"the region {start}-{end} says {said!r}, the text there is {text[start:end]!r}")


def from_task(task: dict, number: int, reader: Reader) -> Article | None:
    data = task["data"]
    text = data["text"]
    done = [a for a in task.get("annotations") or task.get("completions") or task.get("predictions") or [] if not a.get("was_cancelled")]
    if not done:
        reader.skip("task without annotation")
        return None
    regions: dict[str, dict] = {}
    attributes: dict[str, dict] = {}
    links = []
    for r in done[-1]["result"]:  # the latest annotation of a task
        kind, value = r["type"], r.get("value") or {}
        if kind == "labels":
            if (label := reader.label(value["labels"][0])) is not None:
                start, end = offsets(text, value)
                regions.setdefault(r["id"], {}).update(start=start, end=end, label=label, **({"score": r["score"]} if r.get("score") is not None else {}))
                for extra in (r.get("meta") or {}).get("caibao") or []:
                    attributes.setdefault(r["id"], {}).update(json.loads(extra))
        elif kind == "textarea" and r["from_name"] == "norm":
            regions.setdefault(r["id"], {})["norm"] = json.loads(value["text"][0])
        elif kind == "choices" and r["from_name"] in FACT_ATTRIBUTES:
            chosen = value["choices"][0]
            attributes.setdefault(r["id"], {})[r["from_name"]] = _BACK.get(chosen, chosen)
        elif kind == "relation" and (r.get("labels") or [None])[0] in FACT_LINKS:
            a, b = r["from_id"], r["to_id"]
            links.append((b, r["labels"][0], a) if r.get("direction") == "left" else (a, r["labels"][0], b))
        else:
            reader.skip(f"result {kind}")
    spans = sorted((dict(v, key=k) for k, v in regions.items() if "label" in v), key=lambda s: s["start"])
    ids = {}
    for i, s in enumerate(spans, 1):
        key = s.pop("key")
        ids[key] = s["id"] = int(key[1:]) if key[:1] == "s" and key[1:].isdigit() else 10_000 + i
    ident = str(data.get("id") or task.get("id") or number)
    meta = data.get("meta") or {}
    linked = [(ids[a], role, ids[b]) for a, role, b in links if a in ids and b in ids]
    return build(ident, text, meta, spans, {ids[k]: v for k, v in attributes.items() if k in ids}, linked)


def write(articles, path, nlp=None) -> None:
    with whole_file(path) as f:
        json.dump([to_task(a, i) for i, a in enumerate(articles, 1)], f, ensure_ascii=False, indent=1)
        f.write("\n")


def read(path, reader: Reader, nlp=None) -> Iterator[Article | InputError]:
    try:
        tasks = json.loads(read_text(path))
        if not isinstance(tasks, list):
            raise InputError("Label Studio exports a list of tasks", path)
    except (ValueError, RecursionError) as err:
        yield InputError(f"not JSON: {err}", path)
        return
    except InputError as err:
        yield err.at(path)
        return
    for number, task in enumerate(tasks, 1):
        try:
            article = from_task(task, number, reader)
        except InputError as err:
            yield err.at(path, record=f"task {number}")
        except (KeyError, TypeError, AttributeError, IndexError, ValueError) as err:
            yield InputError(f"not a Label Studio task: {type(err).__name__} {err}", path, record=f"task {number}")
        else:
            if article is not None:
                yield article


FORMAT = Format("label-studio", write, read)

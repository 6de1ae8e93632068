"""The work of `caibao extract`: inputs in, Articles out, one bad record never stopping the rest."""
from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Callable, Iterable, Iterator

from . import export
from .article import Article
from .errors import InputError
from .files import STDIN, dump_json, whole_file
from .inputs import records
from .pipeline import MAX_DOC, load, process

BATCH = 16


def run(files: list[str], format: str, output: Path | None, defaults: dict, encoding: str, model: str,
        report: Callable[[object], None]) -> int:
    """Read all inputs, write all Articles; returns how many records could not be read (each is reported)."""
    failures = 0

    def note(err: object) -> None:
        nonlocal failures
        failures += 1
        report(err)

    if any(f == STDIN for f in files) and files.count(STDIN) > 1:
        raise InputError("standard input can be read once", "<stdin>")
    good = readable(files, encoding, defaults, note)
    first = next(good, None)
    if first is None:
        return failures
    nlp = load(model)
    found = read_all(nlp, good, first, note)
    if output is None:
        with contextlib.suppress(AttributeError):
            sys.stdout.reconfigure(encoding="utf-8", newline="\n")
        write(found, format, sys.stdout)
        sys.stdout.flush()
    else:
        with whole_file(output) as f:
            write(found, format, f)
    return failures


def readable(files: list[str], encoding: str, defaults: dict, note: Callable) -> Iterator[dict]:
    """The records that can be read, with ids that differ from file to file."""
    seen: dict[str, int] = {}
    for path in files:
        for record in records(path, encoding, defaults):
            if isinstance(record, InputError):
                note(record)
                continue
            n = seen[record["id"]] = seen.get(record["id"], 0) + 1
            yield record if n == 1 else {**record, "id": f"{record['id']}~{n}"}


def read_all(nlp, rest: Iterable[dict], first: dict, note: Callable) -> Iterator[Article]:
    """Articles of the records, short ones in batches, with a progress line on a terminal."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from .convert import to_article

    def flush(batch: list[dict]) -> Iterator[Article]:
        try:
            docs = []
            for record in batch:
                doc = nlp.make_doc(record["text"])
                doc._.meta = dict(record["meta"])
                docs.append(doc)
            done = [to_article(doc, r["id"]) for doc, r in zip(nlp.pipe(docs, batch_size=BATCH), batch)]
        except Exception:  # find the record at fault, keep the others
            done = []
            for record in batch:
                try:
                    done.append(to_article(process(nlp, record["text"], record["meta"]), record["id"]))
                except Exception as err:
                    note(InputError(f"could not be processed: {type(err).__name__}: {err}", record=record["id"]))
        yield from done

    console = Console(stderr=True)
    with Progress(SpinnerColumn(), TextColumn("{task.completed} articles, {task.fields[characters]:,} characters"),
                  TimeElapsedColumn(), console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=None, characters=0)
        characters = 0
        batch: list[dict] = []

        def finished(articles: Iterable[Article]) -> Iterator[Article]:
            nonlocal characters
            for article in articles:
                characters += len(article.text)
                progress.update(task, advance=1, characters=characters)
                yield article

        for record in _chain(first, rest):
            if len(record["text"]) > MAX_DOC:
                yield from finished(flush(batch))
                batch = []
                yield from finished(_long(nlp, record, note))
                continue
            batch.append(record)
            if len(batch) == BATCH:
                yield from finished(flush(batch))
                batch = []
        yield from finished(flush(batch))


def _long(nlp, record: dict, note: Callable) -> Iterator[Article]:
    from .convert import to_article

    try:
        yield to_article(process(nlp, record["text"], record["meta"]), record["id"])
    except Exception as err:
        note(InputError(f"could not be processed: {type(err).__name__}: {err}", record=record["id"]))


def _chain(first: dict, rest: Iterable[dict]) -> Iterator[dict]:
    yield first
    yield from rest


def write(articles: Iterable[Article], format: str, f) -> None:
    """Articles in one of the formats to an open text file."""
    if format == "json":
        for article in articles:
            f.write(dump_json(article.to_dict()) + "\n")
    elif format == "csv":
        f.write(export.csv_header())
        for article in articles:
            f.write(export.csv_rows(article))
    elif format == "html":
        for part in export.html_page(articles):
            f.write(part)
    else:
        from rich.console import Console

        terminal = f is sys.stdout and sys.stdout.isatty()
        console = Console(file=f, width=None if terminal else 150, soft_wrap=False, highlight=False)
        export.print_table(articles, console)

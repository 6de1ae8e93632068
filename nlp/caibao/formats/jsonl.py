"""JSONL of Articles: the record itself, nothing lost."""
from __future__ import annotations

from typing import Iterator

from ..article import Article
from ..errors import InputError
from ..files import iter_lines, parse_json_line, read_text, write_articles
from . import Format, Reader


def write(articles, path, nlp=None) -> None:
    write_articles(articles, path)


def objects(path) -> Iterator[tuple[int, dict | InputError]]:
    """The numbered JSON objects of a JSONL file; a line that is none is an InputError in its place."""
    for number, line in iter_lines(read_text(path)):
        try:
            yield number, parse_json_line(line, path, number)
        except InputError as err:
            yield number, err


def each(path, convert, what: str = "an Article") -> Iterator[Article | InputError]:
    """``convert(object, number)`` for every line, errors named by file and line; ``what`` is what a line should hold."""
    for number, data in objects(path):
        try:
            if isinstance(data, InputError):
                raise data
            article = convert(data, number)
        except InputError as err:
            yield err.at(path, number)
        except (KeyError, TypeError, AttributeError) as err:
            yield InputError(f"not {what}: {type(err).__name__} {err}", path, number)
        else:
            if article is not None:
                yield article


def read(path, reader: Reader, nlp=None) -> Iterator[Article | InputError]:
    return each(path, lambda data, number: Article.from_dict(data))


FORMAT = Format("jsonl", write, read)

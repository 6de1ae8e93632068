"""Bytes to text and back: decoding with clear errors, JSONL of Articles, whole files or none."""
from __future__ import annotations

import codecs
import contextlib
import json
import os
import stat
import sys
import tempfile
from pathlib import Path
from typing import IO, Iterable, Iterator

from .article import Article
from .errors import InputError

STDIN = "-"


def read_bytes(path) -> bytes:
    """The content of a regular file or pipe, or of standard input for ``-``."""
    if str(path) == STDIN:
        return sys.stdin.buffer.read()
    try:
        if stat.S_ISDIR(os.stat(path).st_mode):
            raise InputError("is a directory", path)
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise InputError("no such file", path) from None
    except (OSError, ValueError) as err:
        raise InputError(getattr(err, "strerror", None) or str(err), path) from None


def decode(data: bytes, path=None, encoding: str = "utf-8") -> str:
    """Bytes as text; a BOM is dropped. InputError for binary or undecodable bytes, with the line.

    ``encoding`` may be any that Python knows. A UTF-16 BOM is honoured in place of utf-8.
    """
    name = "<stdin>" if str(path) == STDIN else path
    try:
        codec = codecs.lookup(encoding).name
    except LookupError:
        raise InputError(f"unknown encoding {encoding!r}", name) from None
    if codec == "utf-8" and data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        codec = "utf-16"
    elif codec in ("utf-8", "gb18030", "gbk") and b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise InputError("binary data (a NUL byte), not text", name, line)
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as err:
        line = data.count(b"\n", 0, err.start) + 1
        hint = "" if codec == "gb18030" else "; if the file is GB18030 or GBK, say --encoding gb18030"
        raise InputError(f"byte 0x{data[err.start]:02x} at offset {err.start} is not {codec}{hint}",
                         name, line) from None
    except ValueError as err:  # codecs that are no text encodings
        raise InputError(f"cannot decode as {encoding}: {err}", name) from None
    return text.removeprefix("\ufeff")


def read_text(path, encoding: str = "utf-8") -> str:
    """The text of a file, code point for code point; a BOM is dropped, line breaks are kept."""
    return decode(read_bytes(path), path, encoding)


def _no_constant(name: str):
    raise ValueError(f"{name} is not JSON")


def parse_json_line(line: str, path, number: int) -> dict:
    """One JSON object of a JSONL file; InputError names the line."""
    try:
        data = json.loads(line, parse_constant=_no_constant)
    except (ValueError, RecursionError) as err:
        reason = f"{err.msg} at column {err.colno}" if isinstance(err, json.JSONDecodeError) else str(err)
        raise InputError(f"not JSON: {reason}", path, number) from None
    if not isinstance(data, dict):
        raise InputError(f"a line holds a JSON object, not {type(data).__name__}", path, number)
    return data


def iter_lines(text: str) -> Iterator[tuple[int, str]]:
    """Numbered, non-empty lines; only \\n ends a line (a JSON string may hold U+2028)."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line


def read_articles(path) -> list[Article]:
    """Articles from a file: marked form, or JSONL of records. Raises InputError at the first bad one."""
    from . import marked

    text = read_text(path)
    if text.startswith("---"):
        return [marked.loads(text, path)]
    articles = []
    for number, line in iter_lines(text):
        try:
            articles.append(Article.from_dict(parse_json_line(line, path, number)))
        except InputError as err:
            raise err.at(path, number) from None
    return articles


@contextlib.contextmanager
def whole_file(path, mode: str = "w") -> Iterator[IO]:
    """Write a file under a temporary name beside it and rename at the end: whole, or not at all."""
    target = Path(path)
    if target.is_dir():
        raise InputError("is a directory, cannot be written as a file", path)
    if target.exists() and not target.is_file():  # /dev/stdout, a named pipe: nothing to rename over
        with open(target, mode, **_text_options(mode)) as f:
            yield f
        return
    try:
        handle, name = tempfile.mkstemp(dir=target.parent or ".", prefix=f".{target.name}.")
    except OSError as err:
        raise InputError(f"cannot be written: {err.strerror}", path) from None
    try:
        with os.fdopen(handle, mode, **_text_options(mode)) as f:
            yield f
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(name, target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~umask)
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _text_options(mode: str) -> dict:
    return {} if "b" in mode else {"encoding": "utf-8", "newline": ""}


def dump_json(data) -> str:
    """One line of JSON, Chinese left readable, no NaN."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False)


def write_articles(articles: Iterable[Article], path) -> None:
    """Articles as JSONL, one record a line."""
    with whole_file(path) as f:
        for article in articles:
            f.write(dump_json(article.to_dict()) + "\n")

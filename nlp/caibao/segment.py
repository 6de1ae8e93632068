"""Words of a text: a trained segmenter, and the cuts that no segmenter may miss.

Numbers, Latin letters, symbols and the magnitude after a number are always
tokens of their own, so that a span of the scheme can start and end there.
"""
from __future__ import annotations

import re
from typing import Callable, Iterator

# What pkuseg gets at once: its time and memory grow with the length of a line.
MAX_PIECE = 2000
_BREAK = re.compile(r"[。！？!?；;\n]+|[，,、：:]")
_RUNS = re.compile(r"\d+(?:[.,．，]\d+)*|[A-Za-z]+|[Ａ-Ｚａ-ｚ]+|[^\W\dA-Za-zＡ-Ｚａ-ｚ_]+|\S", re.S)
_MAGNITUDE = re.compile(r"[十百千万亿兆萬億]+(?!分)")
_WORD = re.compile(r"\S+")


def pieces(text: str, limit: int = MAX_PIECE) -> Iterator[tuple[int, int]]:
    """Cut ``text`` into stretches of at most ``limit`` characters, at line ends and punctuation where there are any."""
    start = 0
    while start < len(text):
        end = min(start + limit, len(text))
        line = text.find("\n", start, end)
        if line >= 0:
            end = line + 1
        elif end < len(text):
            cut = None
            for m in _BREAK.finditer(text, start + limit // 2, end):
                cut = m
            if cut:
                end = cut.end()
        yield start, end
        start = end


def split_word(word: str, after_number: bool) -> list[str]:
    """Split a segmenter's word where the script changes, and a magnitude off what follows it after a number."""
    parts: list[str] = []
    for m in _RUNS.finditer(word):
        run = m[0]
        before = parts[-1][-1].isdigit() if parts else after_number
        if before and (g := _MAGNITUDE.match(run)) and g.end() < len(run):
            parts += [run[:g.end()], run[g.end():]]
        else:
            parts.append(run)
    return parts


def words(text: str, cut: Callable[[str], list[str]]) -> list[str]:
    """The tokens of ``text`` without white space, in order; ``cut`` segments one stretch."""
    out: list[str] = []
    for start, end in pieces(text):
        at = start
        for m in _WORD.finditer(text, start, end):
            after_number = bool(out) and m.start() == at and out[-1][-1].isdigit()
            for word in cut(m[0]):
                split = split_word(word, after_number)
                out += split
                after_number = bool(split) and split[-1][-1].isdigit()
            at = m.end()
    return out

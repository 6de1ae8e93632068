"""The corpus reader of a training config: JSONL of Articles to spaCy Examples."""
from __future__ import annotations

import random
from pathlib import Path
from typing import Callable, Iterable

from spacy.language import Language
from spacy.training import Example
from spacy.util import registry

from .article import Article, Span
from .augment import name_pools, swap_names
from .convert import to_doc
from .files import read_articles


@registry.readers("caibao.Corpus.v1")
def create_reader(path: Path, sentences: bool = False, swapped: int = 0, seed: int = 7) -> Callable[[Language], Iterable[Example]]:
    """Examples of the Articles in a JSONL file.

    ``sentences`` adds, for training, each line of an article as an example of its own, so that
    headlines and single paragraphs are seen without their surroundings; ``swapped`` adds that many
    copies of each article with other names (see `augment`).
    """
    def read(nlp: Language) -> Iterable[Example]:
        articles = read_articles(path)
        rng, pools = random.Random(seed), name_pools(articles)
        for article in articles:
            parts = [article, *(swap_names(article, pools, rng) for _ in range(swapped))]
            if sentences and "\n" in article.text:
                parts += lines_of(article)
            for part in parts:
                reference = to_doc(part, nlp, norms=False)
                reference._.meta = {"gold": [[s.start, s.end, s.label] for s in part.spans]}
                yield Example(nlp.make_doc(part.text), reference)

    return read


def lines_of(article: Article) -> list[Article]:
    """Each non-empty line of an article as an Article with its spans (no facts)."""
    out, at = [], 0
    for n, line in enumerate(article.text.split("\n")):
        end = at + len(line)
        spans = [Span(s.id, s.start - at, s.end - at, s.label) for s in article.spans if at <= s.start and s.end <= end]
        if line.strip():
            out.append(Article(f"{article.id}:{n}", line, {}, spans))
        at = end + 1
    return out

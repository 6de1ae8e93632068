"""Load the pipeline and read texts of any length with it."""
from __future__ import annotations

from typing import Iterable, Iterator

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import get_package_version, is_compatible_version

from .article import Article
from .components import register_extensions
from .convert import to_article
from .errors import CaibaoError
from .segment import pieces

DEFAULT_MODEL = "zh_caibao_sm"
# Texts longer than this are read in pieces: the memory of the network grows with the length of a Doc.
MAX_DOC = 50_000
_DOCUMENT_PIPES = ("caibao_reconcile", "caibao_sentences", "caibao_quantities", "caibao_periods", "caibao_facts")


def load(name: str = DEFAULT_MODEL, **kwargs) -> Language:
    """The pipeline by package name or path, offline; keyword arguments as for ``spacy.load``.

    Raises CaibaoError with the command to run where the package is not installed.
    """
    register_extensions()
    try:
        return spacy.load(name, **kwargs)
    except OSError as err:
        if "E050" in str(err) and name == DEFAULT_MODEL:
            raise CaibaoError(f"the pipeline {name} is not installed; in a checkout of caibao run: "
                              f"pip install ./nlp/{name}") from None
        raise


def check_versions(meta: dict) -> None:
    """Compare the library versions that a package's meta names with those installed; raises CaibaoError.

    ``meta["caibao_versions"]`` maps distribution names to version specifiers (``{"caibao": ">=0.1,<0.2"}``).
    """
    for package, wanted in meta.get("caibao_versions", {}).items():
        found = get_package_version(package)
        if found is None or not is_compatible_version(found, wanted):
            raise CaibaoError(f"{meta['lang']}_{meta['name']} {meta['version']} works with {package} {wanted}; "
                              f"installed is {found or 'none'}")


def process(nlp: Language, text: str, meta: dict | None = None) -> Doc:
    """A processed Doc of a text of any length.

    ``meta`` holds what relative periods lean on, ``published`` and ``reporting_period``, and is kept in the Article.
    A long text is cut at line ends and punctuation, its pieces are read one by one and joined
    again before sentences, norms and facts, which see the whole text.
    """
    if len(text) <= MAX_DOC:
        doc = nlp.make_doc(text)
        doc._.meta = dict(meta or {})
        return nlp(doc)
    with nlp.select_pipes(disable=[n for n in _DOCUMENT_PIPES if n in nlp.pipe_names]):
        docs = list(nlp.pipe(text[a:b] for a, b in pieces(text, MAX_DOC // 5)))
    doc = Doc.from_docs(docs, ensure_whitespace=False)
    assert doc.text == text, "the pieces of a text join to the text"
    doc._.meta = dict(meta or {})
    for name, pipe in nlp.pipeline:
        if name in _DOCUMENT_PIPES:
            doc = pipe(doc)
    return doc


def articles(nlp: Language, records: Iterable[dict]) -> Iterator[Article]:
    """Articles of records ``{"id", "text", "meta"}``, in order."""
    for record in records:
        yield to_article(process(nlp, record["text"], record.get("meta")), record["id"])

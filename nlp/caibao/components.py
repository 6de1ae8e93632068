"""The spaCy components: thin wrappers around `quantities`, `periods` and `facts`, found by entry point.

What they store in a Doc is JSON only, so that ``to_bytes`` and DocBin keep it:
``ent._.norm`` (dict or None), ``doc._.facts`` (list of dicts whose span ids are
the 1-based places of the entities in ``doc.ents``) and ``doc._.meta`` (dict).
"""
from __future__ import annotations

import re

import numpy as np
from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.tokens import Doc, Span as SpacySpan
from spacy.util import filter_spans

from . import facts as linking
from . import periods, quantities, reconcile
from .article import ABSENT, VALUE_LABELS, Span

_SENTENCE_END = re.compile(r"[。！？!?…]+")
_CLOSING = re.compile(r"[”’」』）)】》\"']+|[。！？!?…]+")


def register_extensions() -> None:
    """Declare ``Span._.norm``, ``Doc._.facts`` and ``Doc._.meta`` (once)."""
    for owner, name, default in ((SpacySpan, "norm", None), (Doc, "facts", None), (Doc, "meta", None)):
        if not owner.has_extension(name):
            owner.set_extension(name, default=default)


register_extensions()


class _Stateless:
    """A component without state of its own: nothing to save, and the same Doc in every process."""

    def __init__(self, nlp: Language, name: str):
        self.name = name

    def to_bytes(self, **kwargs) -> bytes:
        return b""

    def from_bytes(self, data: bytes, **kwargs):
        return self

    def to_disk(self, path, **kwargs) -> None:
        pass

    def from_disk(self, path, **kwargs):
        return self


class Sentences(_Stateless):
    """Sets sentence starts: after 。！？ with the closing quotes that follow, and after a line break."""

    def __call__(self, doc: Doc) -> Doc:
        starts = np.full(len(doc), -1, dtype="int64")
        start, ended = True, False
        for i, token in enumerate(doc):
            if ended and not token.is_space and not _CLOSING.fullmatch(token.text):
                start, ended = True, False
            if start:
                starts[i] = 1
            start = False
            if "\n" in token.text:
                start, ended = True, False
            elif _SENTENCE_END.fullmatch(token.text):
                ended = True
        if len(doc):  # at once: setting token by token takes time in the square of the length
            doc.from_array([SENT_START], starts.reshape(-1, 1).astype("uint64"))
        return doc


def values_of(doc: Doc) -> list[SpacySpan]:
    return [e for e in doc.ents if e.label_ in VALUE_LABELS]


class Reconcile(_Stateless):
    """Holds ``doc.ents`` against the exact readers, and carries names through the article (see `reconcile`)."""

    def __call__(self, doc: Doc) -> Doc:
        text = doc.text
        spans = [Span(i, e.start_char, e.end_char, e.label_) for i, e in enumerate(doc.ents, 1)]
        starts = {t.idx for t in doc}
        ends = {t.idx + len(t) for t in doc}
        spans = reconcile.names(text, reconcile.figures(text, spans), starts, ends)
        found = [doc.char_span(s.start, s.end, label=s.label) for s in spans]
        old = {e.start_char: e for e in doc.ents}
        # a corrected span that no tokens fit stays as the network found it
        found = [span or old.get(s.start) for s, span in zip(spans, found)]
        doc.ents = filter_spans([s for s in found if s is not None])
        return doc


class Quantities(_Stateless):
    """``ent._.norm`` of MONEY, PERCENT, MULTIPLE and QUANTITY."""

    def __call__(self, doc: Doc) -> Doc:
        values = values_of(doc)
        tickers = [e.text for e in doc.ents if e.label_ == "TICKER"]
        yuan = quantities.meaning_of_yuan(doc.text, tickers)
        spans = [(e.start_char, e.end_char, e.label_) for e in values]
        for ent, norm in zip(values, quantities.norms(doc.text, spans, yuan)):
            ent._.norm = norm
        return doc


class Periods(_Stateless):
    """``ent._.norm`` of DATE, resolved against ``doc._.meta["published"]`` and ``["reporting_period"]``."""

    def __call__(self, doc: Doc) -> Doc:
        meta = doc._.meta or {}
        dates = [e for e in doc.ents if e.label_ == "DATE"]
        orgs = [(e.start_char, e.text) for e in doc.ents if e.label_ == "ORG"]
        norms = periods.norms(doc.text, [(e.start_char, e.end_char) for e in dates], meta.get("published"),
                              meta.get("reporting_period"), orgs)
        for ent, norm in zip(dates, norms):
            ent._.norm = norm
        return doc


class Facts(_Stateless):
    """``doc._.facts``: one dict a value that states something, as in the Article record."""

    def __call__(self, doc: Doc) -> Doc:
        spans = spans_of(doc)
        found = linking.link(doc.text, spans)
        linking.resolve(doc.text, spans, found)
        doc._.facts = [{"value": f.value, "kind": f.kind, "basis": f.basis, "direction": f.direction,
                        "bound": f.bound, "status": f.status, "metric": f.metric, "dimensions": f.dimensions,
                        "org": f.org, "period": f.period, "evidence": f.evidence, "resolved": f.resolved,
                        "flags": f.flags or []} for f in found]
        return doc


_NORMALISED = {*VALUE_LABELS, "DATE"}


def spans_of(doc: Doc) -> list[Span]:
    """The entities as spans of the record; ids are their 1-based places in ``doc.ents``."""
    return [Span(i, e.start_char, e.end_char, e.label_,
                 e._.norm if e._.norm is not None or e.label_ in _NORMALISED else ABSENT)
            for i, e in enumerate(doc.ents, 1)]


@Language.factory("caibao_sentences", assigns=["token.is_sent_start", "doc.sents"])
def make_sentences(nlp: Language, name: str) -> Sentences:
    return Sentences(nlp, name)


@Language.factory("caibao_reconcile", requires=["doc.ents"], assigns=["doc.ents"])
def make_reconcile(nlp: Language, name: str) -> Reconcile:
    return Reconcile(nlp, name)


@Language.factory("caibao_quantities", requires=["doc.ents"], assigns=["span._.norm"])
def make_quantities(nlp: Language, name: str) -> Quantities:
    return Quantities(nlp, name)


@Language.factory("caibao_periods", requires=["doc.ents"], assigns=["span._.norm"])
def make_periods(nlp: Language, name: str) -> Periods:
    return Periods(nlp, name)


@Language.factory("caibao_facts", requires=["doc.ents", "span._.norm"], assigns=["doc._.facts"])
def make_facts(nlp: Language, name: str) -> Facts:
    return Facts(nlp, name)

"""caibao (财报) reads Chinese earnings news and returns figures that go straight into a table."""
from __future__ import annotations

import importlib

__version__ = "0.2.0"

# Imported when first used: reading numbers needs no spaCy, and spaCy takes a second to import.
_LAZY = {"Article": "article", "Span": "article", "Fact": "article", "InputError": "errors", "CaibaoError": "errors",
         "load": "pipeline", "process": "pipeline", "to_article": "convert", "to_doc": "convert", "to_frame": "export",
         "read": "reading", "Reading": "reading"}
__all__ = sorted(_LAZY)


def __getattr__(name: str):
    if name not in _LAZY:
        raise AttributeError(f"module 'caibao' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"caibao.{_LAZY[name]}"), name)
    globals()[name] = value
    return value

"""Errors that name the file, the line and the reason."""
from __future__ import annotations


class CaibaoError(Exception):
    """Base of every error that caibao raises on bad input."""


class InputError(CaibaoError):
    """Input that cannot be read or does not fit its format.

    Parameters
    ----------
    reason : what is wrong, in words.
    path : the file (or ``<stdin>``), where one is known.
    line : 1-based line in that file, where one is known.
    record : id or number of the record, where one is known.
    """

    def __init__(self, reason: str, path=None, line: int | None = None, record=None):
        super().__init__(reason, path, line, record)  # all of it in args, so that the error pickles
        self.reason, self.path, self.line, self.record = reason, path, line, record

    def at(self, path=None, line: int | None = None, record=None) -> "InputError":
        """The same error with the places filled in that were not known where it arose."""
        return InputError(self.reason,
                          self.path if self.path is not None else path,
                          self.line if self.line is not None else line,
                          self.record if self.record is not None else record)

    def __str__(self) -> str:
        place = "" if self.path is None else str(self.path)
        if self.line is not None:
            place += f":{self.line}" if place else f"line {self.line}"
        if self.record is not None:
            place += f" (record {self.record})" if place else f"record {self.record}"
        return f"{place}: {self.reason}" if place else self.reason

"""How the command line reports errors: one line each, and exit code 1."""
from __future__ import annotations

import contextlib
import sys
from typing import Iterator

import typer

from .errors import CaibaoError


def fail(err: object) -> None:
    typer.echo(f"caibao: {err}", err=True)


@contextlib.contextmanager
def reported() -> Iterator[None]:
    """Errors of ours become one line and exit code 1."""
    try:
        yield
    except CaibaoError as err:
        fail(err)
        raise typer.Exit(1) from None
    except BrokenPipeError:  # `caibao extract … | head`
        sys.stderr.close()
        raise typer.Exit(0) from None

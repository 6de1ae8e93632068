"""Shared fixtures: the installed pipeline, the corpus, and the reference document."""
from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpus"
# The original is not ours to ship: it is found beside the checkout, or where CAIBAO_REFERENCE says.
ORIGINAL = Path(os.environ.get("CAIBAO_REFERENCE", ROOT.parent / "shared" / "reference" / "kuaishou-2024q3.txt"))


@pytest.fixture(scope="session")
def nlp():
    import caibao

    return caibao.load()


@pytest.fixture(scope="session")
def retelling():
    from caibao import marked

    return marked.load(CORPUS / "reference" / "kuaishou-2024q3.retold.txt")


@pytest.fixture(scope="session")
def original():
    from caibao.corpus import bind_file

    if not ORIGINAL.exists():
        pytest.skip(f"the original reference text is not at {ORIGINAL}")
    return bind_file(CORPUS / "reference" / "kuaishou-2024q3.json", ORIGINAL)


@pytest.fixture
def run():
    """Run the command line in this process: run("extract", …) gives exit code, stdout and stderr."""
    from typer.testing import CliRunner

    from caibao.cli import app

    def call(*args: str, stdin: str | bytes | None = None):
        return CliRunner().invoke(app, [str(a) for a in args], input=stdin)

    return call

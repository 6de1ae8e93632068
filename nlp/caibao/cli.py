"""The command ``caibao``."""
from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated, Optional

import typer

from .corpus_cli import corpus_app
from .errors import CaibaoError, InputError
from .reported import fail, reported

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
                  help="Read Chinese earnings news: who, which indicator, which line, which period, how much.")
app.add_typer(corpus_app, name="corpus")
FORMATS = ("table", "json", "csv", "html")


def check_published(value: str | None) -> str | None:
    from .periods import Published

    if value is not None and Published.parse(value).year is None:
        raise typer.BadParameter("is a date: 2024-11-20, 2024-11 or 2024")
    return value


def check_period(value: str | None) -> str | None:
    from .periods import from_code

    if value is not None and (not re.fullmatch(r"[\w.-]+", value) or from_code(value) is None):
        raise typer.BadParameter("is a period code: 2024Q3, 2024H1, 2024FY, 2024Q1-Q3, 2024-09, FY2024Q2")
    return value


def check_format(value: str) -> str:
    if value not in FORMATS:
        raise typer.BadParameter(f"is one of {', '.join(FORMATS)}")
    return value


@app.command()
def extract(
        files: Annotated[list[str], typer.Argument(help="Text, .jsonl (one object with 'text' a line) or marked files; - is standard input.", metavar="FILE…")],
        format: Annotated[str, typer.Option("--format", "-f", callback=check_format, help="table, json (Articles as JSONL), csv or html.")] = "table",
        output: Annotated[Optional[Path], typer.Option("--output", "-o", help="File to write; it appears whole or not at all.")] = None,
        published: Annotated[Optional[str], typer.Option(callback=check_published, help="Publication date: relative periods lean on it.")] = None,
        reporting_period: Annotated[Optional[str], typer.Option(callback=check_period, help="Main reporting period, such as 2024Q3.")] = None,
        encoding: Annotated[str, typer.Option(help="Encoding of the inputs.")] = "utf-8",
        model: Annotated[str, typer.Option(help="Package name or folder of the pipeline.")] = "zh_caibao_sm") -> None:
    """Read articles and write their facts."""
    from .extracting import run

    defaults = {k: v for k, v in (("published", published), ("reporting_period", reporting_period)) if v}
    with reported():
        failures = run(files, format, output, defaults, encoding, model, fail)
    if failures:
        raise typer.Exit(1)


@app.command()
def evaluate(gold: Annotated[Path, typer.Argument(help="Articles: JSONL, a marked file, or a folder of marked files.")],
             predicted: Annotated[Path, typer.Argument(help="Articles with the same ids and texts.")],
             format: Annotated[str, typer.Option("--format", "-f", help="markdown or json.")] = "markdown",
             output: Annotated[Optional[Path], typer.Option("--output", "-o")] = None) -> None:
    """Score predicted Articles against gold ones, by character offsets."""
    from .corpus import read_any
    from .evaluate import evaluate as score
    from .files import whole_file
    from .report import markdown

    if format not in ("markdown", "json"):
        raise typer.BadParameter("is markdown or json", param_hint="--format")
    with reported():
        scores = score(read_any(gold), read_any(predicted))
        text = json.dumps(scores, ensure_ascii=False, indent=2) + "\n" if format == "json" else markdown(scores, gold.name)
        if output is None:
            typer.echo(text, nl=False)
        else:
            with whole_file(output) as f:
                f.write(text)


@app.command()
def train(corpus: Annotated[Path, typer.Argument(help="Folder of the corpus.")] = Path("corpus"),
          config: Annotated[Path, typer.Option(help="spaCy training config.")] = Path("configs/cnn.cfg"),
          output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the training run.")] = Path("training/cnn"),
          segmenter: Annotated[Optional[Path], typer.Option(help="Folder of the segmentation model; by default that of the package.")] = None,
          vectors: Annotated[Optional[Path], typer.Option(help="Folder of word vectors; by default those of the package.")] = None,
          max_steps: Annotated[Optional[int], typer.Option(help="Overrides training.max_steps of the config.")] = None,
          seed: Annotated[Optional[int], typer.Option(help="Overrides system.seed of the config.")] = None,
          into: Annotated[Optional[Path], typer.Option(help="Put the trained pipeline into this package folder (nlp/zh_caibao_sm/zh_caibao_sm).")] = None) -> None:
    """Train the pipeline on the corpus (train and dev splits)."""
    from . import __version__
    from .train import package, packaged_segmenter, train_pipeline

    overrides = {k: v for k, v in (("training.max_steps", max_steps), ("system.seed", seed)) if v is not None}
    with reported():
        for path in (corpus, config):
            if not path.exists():
                raise InputError("no such file or folder", path)
        folder = segmenter or packaged_segmenter()
        if folder is None:
            raise CaibaoError("no segmentation model: give --segmenter (scripts/train_segmenter.py trains one)")
        overrides["paths.vectors"] = str(vectors or folder.parent)
        best = train_pipeline(corpus, config, output, folder, overrides)
        typer.echo(f"best pipeline: {best}")
        if into is not None:
            minor = ".".join(__version__.split(".")[:2])
            upper = f"{minor.split('.')[0]}.{int(minor.split('.')[1]) + 1}"
            versions = {"caibao": f">={minor},<{upper}", "spacy": ">=3.8.7,<3.9", "spacy-pkuseg": ">=1.0.1,<2"}
            typer.echo(f"packaged: {package(best, into, __version__, versions)}")


@app.command()
def annotate(files: Annotated[list[str], typer.Argument(help="Plain texts, or .jsonl with one object with 'text' a line.", metavar="FILE…")],
             output: Annotated[Optional[Path], typer.Option("--output", "-o", help="Folder for the marked files; without it they go to standard output.")] = None,
             published: Annotated[Optional[str], typer.Option(callback=check_published, help="Publication date: relative periods lean on it.")] = None,
             encoding: Annotated[str, typer.Option(help="Encoding of the inputs.")] = "utf-8",
             model: Annotated[str, typer.Option(help="Package name or folder of the pipeline.")] = "zh_caibao_sm") -> None:
    """Annotate new texts with the pipeline, in marked form, ready to edit; what is least certain comes first."""
    from urllib.parse import quote

    from . import marked
    from .annotate import least_certain, propose
    from .extracting import readable
    from .files import whole_file
    from .pipeline import load

    failures = []
    with reported():
        if output is not None:
            output.mkdir(parents=True, exist_ok=True)
        given = list(readable(files, encoding, {"published": published} if published else {}, lambda e: (failures.append(e), fail(e))))
        proposals = sorted(propose(given, load(model)), key=lambda p: -p.doubt)
        for p in proposals:
            form = marked.dumps(p.article)
            if output is None:
                typer.echo(form, nl=False)
            else:
                with whole_file(output / f"{quote(p.article.id, safe='')}.txt") as f:
                    f.write(form)
            doubtful = ", ".join(f"{p.article.surface(s)}|{s.label} {s.score:.2f}" for s in least_certain(p.article))
            typer.echo(f"{p.article.id}: {p.doubt:.2f} doubtful spans in 100 characters; least certain: {doubtful or 'none'}", err=True)
    if failures:
        raise typer.Exit(1)


@app.command()
def version() -> None:
    """Print the versions of caibao, spaCy and the pipeline."""
    from importlib.metadata import PackageNotFoundError, version as installed

    for name in ("caibao", "spacy", "spacy-pkuseg", "zh_caibao_sm"):
        try:
            typer.echo(f"{name} {installed(name)}")
        except PackageNotFoundError:
            typer.echo(f"{name} not installed")


if __name__ == "__main__":
    app()

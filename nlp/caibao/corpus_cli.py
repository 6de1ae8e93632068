"""``caibao corpus …``: check, split, build, count, compare and convert the annotated corpus."""
from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from .errors import InputError
from .reported import fail, reported

corpus_app = typer.Typer(no_args_is_help=True, help="Check, build, count, compare and convert the annotated corpus.", rich_markup_mode=None)
Corpus = Annotated[Path, typer.Argument(help="Folder of the corpus.")]
Model = Annotated[str, typer.Option(help="Pipeline whose tokens are used; 'none' leaves them out.")]


@corpus_app.command()
def validate(corpus: Corpus = Path("corpus"), model: Model = "zh_caibao_sm",
             level: Annotated[int, typer.Option(min=1, max=5, help="1 form, 2 scheme, 3 collection, 4 content, 5 tokens.")] = 5,
             strict: Annotated[bool, typer.Option(help="Unsettled warnings count as errors.")] = False,
             lost: Annotated[bool, typer.Option(help="List the spans that do not fall on tokens, with the tokens around them.")] = True) -> None:
    """Check every article of the corpus, in five levels. Exit code 1 if an error is found."""
    from .validate import validate_corpus

    with reported():
        tokenizer = None
        if model != "none" and level >= 5:
            from .pipeline import load
            tokenizer = load(model)
        counts = validate_corpus(corpus, tokenizer, typer.echo, lost, level)
    if counts["errors"] or (strict and counts["warnings"]):
        raise typer.Exit(1)


@corpus_app.command()
def split(corpus: Corpus = Path("corpus")) -> None:
    """Give each new article a split; those that have one keep it, and no company stands in two."""
    from .corpus import assign_splits, load_articles, read_splits, write_splits

    with reported():
        existing = read_splits(corpus) if Path(corpus, "splits.csv").exists() else {}
        splits = assign_splits(load_articles(corpus), existing)
        write_splits(corpus, splits)
        for name in ("train", "dev", "test"):
            typer.echo(f"{name}: {sum(s == name for s in splits.values())} articles")


@corpus_app.command()
def build(corpus: Corpus = Path("corpus")) -> None:
    """Write the Parquet files of the splits, the YAML of the dataset card and SHA256SUMS."""
    from .dataset import build as build_dataset

    with reported():
        for name, n in build_dataset(corpus).items():
            typer.echo(f"data/{name}.parquet: {n} articles")


@corpus_app.command()
def stats(corpus: Corpus = Path("corpus"),
          output: Annotated[Optional[Path], typer.Option("--output", "-o", help="Folder for stats.md, stats.json and the plots.")] = None,
          beside: Annotated[Optional[Path], typer.Option(help="Folder of marked articles to compare densities with (real-dev).")] = None) -> None:
    """Count articles, mentions, facts and repeated wording; with --output also as plots."""
    from .corpus import load_articles, read_any, read_splits
    from .stats import count, markdown, write

    with reported():
        found = count(load_articles(corpus), read_splits(corpus), read_any(beside) if beside else None)
        if output is None:
            typer.echo(markdown(found), nl=False)
        else:
            for name in write(found, output):
                typer.echo(f"written: {output / name}")


@corpus_app.command()
def diff(old: Annotated[Path, typer.Argument(help="A marked file or a folder of them; alone, it is compared with what git has.")],
         new: Annotated[Optional[Path], typer.Argument(help="The other version.")] = None,
         revision: Annotated[str, typer.Option(help="The commit to compare with when one path is given.")] = "HEAD") -> None:
    """Show what changed in text, spans, norms and facts."""
    from . import marked
    from .changes import changes, committed, files

    failed = total = 0
    with reported():
        if new is None:
            pairs = [(path, (lambda p=path: committed(p, revision)), path) for path in files(old)]
        else:
            before, after = ({p.name: p for p in files(x)} if x.is_dir() else {"": x} for x in (old, new))
            for name in sorted(before.keys() - after.keys()):
                typer.echo(f"{name}: only in {old}")
            pairs = [(after[n], (lambda p=before.get(n): marked.load(p) if p else None), after[n]) for n in sorted(after)]
        for path, earlier, later in pairs:
            try:
                was, now = earlier(), marked.load(later)
            except InputError as err:
                fail(err)
                failed += 1
                continue
            if was is None:
                typer.echo(f"{path}: new, {len(now.spans)} spans, {len(now.facts)} facts")
                continue
            for i, line in enumerate(changes(was, now)):
                total += 1
                typer.echo(f"{path}:\n  {line}" if i == 0 else f"  {line}")
        typer.echo(f"{total} changes")
    if failed:
        raise typer.Exit(1)


@corpus_app.command()
def convert(source: Annotated[Path, typer.Argument(help="The corpus folder, a folder of marked files, a marked file or JSONL of Articles.")],
            to: Annotated[str, typer.Option(help="jsonl, docbin, brat, doccano, label-studio, prodigy, conll or conll-tokens.")],
            output: Annotated[Path, typer.Option("--output", "-o", help="File (brat: folder) to write.")],
            split: Annotated[Optional[str], typer.Option(help="Only train, dev or test of a corpus folder.")] = None,
            model: Model = "zh_caibao_sm") -> None:
    """Write Articles in the format of an annotation tool."""
    from . import formats
    from .corpus import SPLITS, read_any, split_articles

    with reported():
        wanted = formats.get(to)
        if split is not None and split not in SPLITS:
            raise InputError(f"split is {', '.join(SPLITS)}, not {split!r}")
        articles = split_articles(source, split) if split else read_any(source / "articles" if (source / "articles").is_dir() else source)
        nlp = None
        if wanted.needs_tokens:
            from .pipeline import load
            nlp = load(model)
        wanted.write(articles, output, nlp)
        typer.echo(f"{len(articles)} articles written to {output}")


@corpus_app.command("import")
def import_(source: Annotated[Path, typer.Argument(help="File (brat: folder) of the tool.")],
            from_: Annotated[str, typer.Option("--from", help="jsonl, docbin, brat, doccano, label-studio, prodigy, conll or conll-tokens.")],
            output: Annotated[Path, typer.Option("--output", "-o", help="A .jsonl file, or a folder for marked files.")],
            label: Annotated[Optional[list[str]], typer.Option(help="Rename a label of the tool: Organization=ORG; Location= leaves it out.")] = None) -> None:
    """Read what an annotation tool exported; records that are wrong are named, the others are written."""
    from urllib.parse import quote

    from . import formats, marked
    from .files import whole_file, write_articles

    failed, articles, seen = 0, [], set()
    with reported():
        renames = {}
        for pair in label or []:
            name, sign, target = pair.partition("=")
            if not sign:
                raise InputError(f"--label is NAME=LABEL or NAME=, not {pair!r}")
            renames[name] = target
        reader = formats.Reader(renames)
        nlp = None
        if from_ == "docbin":
            import spacy
            from .components import register_extensions
            register_extensions()
            nlp = spacy.blank("zh")
        for found in formats.read(source, from_, reader, nlp):
            if not isinstance(found, InputError) and found.id in seen:
                found = InputError("another record has this id", source, record=found.id)
            if isinstance(found, InputError):
                fail(found)
                failed += 1
            else:
                seen.add(found.id)
                articles.append(found)
        if articles and output.suffix in (".jsonl", ".ndjson"):
            write_articles(articles, output)
        elif articles:
            output.mkdir(parents=True, exist_ok=True)
            for article in articles:
                with whole_file(output / f"{quote(article.id, safe='')}.txt") as f:
                    f.write(marked.dumps(article))
        for what, n in reader.skipped.items():
            typer.echo(f"left out: {n} × {what}", err=True)
        typer.echo(f"{len(articles)} articles read, {failed} refused")
    if failed:
        raise typer.Exit(1)

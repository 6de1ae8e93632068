#!/usr/bin/env python
"""Train the pipeline on the corpus: the same as `caibao train`, runnable from a checkout.

    python scripts/train.py --vectors training/vectors --into nlp/zh_caibao_sm/zh_caibao_sm
"""
import typer

from caibao.cli import train

if __name__ == "__main__":
    typer.run(train)

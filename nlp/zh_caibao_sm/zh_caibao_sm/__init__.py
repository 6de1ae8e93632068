"""The trained pipeline as a package: ``spacy.load("zh_caibao_sm")``."""
from pathlib import Path

from caibao.pipeline import check_versions
from spacy.util import get_model_meta, load_model_from_init_py

__version__ = get_model_meta(Path(__file__).parent)["version"]


def load(**overrides):
    """The pipeline; raises caibao.CaibaoError where a library has a version that it was not made for."""
    check_versions(get_model_meta(Path(__file__).parent))
    return load_model_from_init_py(__file__, **overrides)

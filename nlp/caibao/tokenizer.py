"""spaCy's Chinese tokenizer with pkuseg, for texts of any length and with the cuts of `segment`."""
from __future__ import annotations

import tempfile
from pathlib import Path

import spacy_pkuseg
import srsly
from spacy import util
from spacy.lang.zh import ChineseTokenizer
from spacy.tokens import Doc

from . import segment

_FILES = ("features.msgpack", "weights.npz")


class CaibaoTokenizer(ChineseTokenizer):
    """``ChineseTokenizer(segmenter="pkuseg")`` whose model is a folder of ours: no download, no pickle, no dictionary."""

    def __init__(self, vocab, segmenter: str = "pkuseg"):
        super().__init__(vocab, segmenter=segmenter)
        self._files: dict[str, bytes] = {}  # the model as it is stored, some MB

    def initialize(self, get_examples=None, *, nlp=None, pkuseg_model: str | None = None, pkuseg_user_dict=None):
        """Load the segmentation model from the folder ``pkuseg_model`` (see scripts/train_segmenter.py)."""
        if pkuseg_model is None:
            raise ValueError("[initialize.tokenizer] pkuseg_model: the folder of a trained segmentation model is needed")
        self._load(Path(pkuseg_model))

    def _load(self, folder: Path) -> None:
        missing = [name for name in _FILES if not (folder / name).is_file()]
        if missing:
            raise FileNotFoundError(f"{folder}: no pkuseg model ({missing[0]} is missing)")
        self._files = {name: (folder / name).read_bytes() for name in _FILES}
        # user_dict None: the default would unpickle a word list that comes with pkuseg
        self.pkuseg_seg = spacy_pkuseg.pkuseg(str(folder), user_dict=None)

    def __call__(self, text: str) -> Doc:
        if self.pkuseg_seg is None:
            raise ValueError("the tokenizer has no segmentation model: load a trained pipeline or initialize it")
        words, spaces = util.get_words_and_spaces(segment.words(text, self._cut), text)
        return Doc(self.vocab, words=words, spaces=spaces)

    def _cut(self, text: str) -> list[str]:
        return self.pkuseg_seg._cut(text)

    def to_disk(self, path, **kwargs):
        folder = util.ensure_path(path)
        folder.mkdir(parents=True, exist_ok=True)
        srsly.write_json(folder / "cfg", self._get_config())
        for name, data in self._files.items():
            (folder / name).write_bytes(data)

    def from_disk(self, path, **kwargs):
        folder = util.ensure_path(path)
        self._set_config(srsly.read_json(folder / "cfg"))
        self._load(folder)
        return self

    def to_bytes(self, **kwargs) -> bytes:
        return srsly.msgpack_dumps({"cfg": self._get_config(), "files": self._files})

    def from_bytes(self, data: bytes, **kwargs):
        message = srsly.msgpack_loads(data)
        self._set_config(message["cfg"])
        if message["files"]:
            with tempfile.TemporaryDirectory() as folder:
                for name in _FILES:
                    (Path(folder) / name).write_bytes(message["files"][name])
                self._load(Path(folder))
        return self

    def __reduce__(self):  # a loaded segmenter does not pickle; its files do
        return _from_bytes, (self.vocab, self.to_bytes())


def _from_bytes(vocab, data: bytes) -> CaibaoTokenizer:
    return CaibaoTokenizer(vocab).from_bytes(data)


@util.registry.tokenizers("caibao.ChineseTokenizer.v1")
def create_tokenizer(segmenter: str = "pkuseg"):
    """Factory for ``[nlp.tokenizer]`` of a config."""
    def make(nlp) -> CaibaoTokenizer:
        return CaibaoTokenizer(nlp.vocab, segmenter)

    return make

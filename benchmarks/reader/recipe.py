"""What the reader is made from: the archives with their questions, and what each part of the training takes of them.

The draws are by whole articles, so that near misses stay with the questions that they are near misses of.

near_misses/ has 927 questions that a passage answers, and 1,120 that only look as if one did. Of these, 640 are short:
their ids begin with "s". Files that end in -aside are about other articles, to measure with.
"""

import random
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.reader import pairs

START = "start"  # the weights before the first part
SHORT = "-short"  # the end of the name of an archive's short questions
NEAR, ASIDE = "-near", "-aside"  # of its near misses that are trained on, and of those about articles set aside
NEAR_MISSES = Path(__file__).with_name("near_misses")
ALL = 1_000_000  # more questions than any archive has
SOURCES = "sources.tsv"


@dataclass(frozen=True, slots=True)
class Source:
    """An archive and its questions; paths are relative to the shared folder.

    `articles` is a folder, or a JSONL file whose lines are named by numbers: "news.jsonl/0".
    """

    articles: str
    questions: tuple[str, ...]
    table: str = ""  # the table of sources, where it is not beside the articles

    def rows(self, shared: Path) -> list[dict[str, Any]]:
        """The questions about this archive: a file may have others as well."""
        articles = shared / self.articles
        rows = [row for file in self.questions for row in pairs.rows(shared / file)]
        if not articles.is_dir():
            return [row for row in rows if row["article"].startswith(f"{articles.name}/")]
        own = {path.stem for path in articles.iterdir()}
        return [row for row in rows if _stem(row) in own]

    def copy(self, shared: Path, rows: Iterable[Mapping[str, Any]], folder: Path) -> None:
        """Copy the articles into `folder`: those of these questions, or all if there are none."""
        articles, only = shared / self.articles, {_stem(row) for row in rows}
        folder.mkdir()
        if not articles.is_dir():
            lines = articles.read_text(encoding="utf-8").splitlines(keepends=True)
            taken = (line for number, line in enumerate(lines) if not only or str(number) in only)
            (folder / articles.name).write_text("".join(taken), encoding="utf-8")
            return
        for path in articles.iterdir():
            if path.name != SOURCES and (not only or path.stem in only):
                shutil.copy(path, folder)
        table = shared / self.table if self.table else articles / SOURCES
        if table.exists():
            first, *lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
            taken = (line for line in lines if (folder / line.partition("\t")[0]).exists())
            (folder / SOURCES).write_text("".join([first, *taken]), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the training: some epochs over so many questions of each archive.

    It begins from the weights of an earlier part; if `start` names several, from their mean, which keeps what the later
    one would have forgotten of the earlier one (Wortsman et al., 2022, "Model soups").
    """

    name: str
    start: tuple[str, ...]
    questions: Mapping[str, int]
    epochs: int = 1

    def drawn(self, candidates: Path, seed: int) -> Iterator[pairs.Asked]:
        """The questions of this part, from the files in the folder `candidates`."""
        for name, count in self.questions.items():
            by_article: dict[str, list[pairs.Asked]] = defaultdict(list)
            for asked in pairs.read([candidates / f"{name}.jsonl"]):
                by_article[asked.record["article"]].append(asked)
            order = list(by_article.values())
            random.Random(f"{seed} {self.name} {name}").shuffle(order)  # noqa: S311 - not a secret
            taken = 0
            for article in order:
                if taken < count:
                    taken += len(article)
                    yield from article


@dataclass(frozen=True, slots=True)
class Recipe:
    """`measured` are the archives that no part trains on, and `near` is the folder with near misses of each archive.

    The reader has the weights of the last part.
    """

    sources: Mapping[str, Source]
    parts: tuple[Part, ...]
    measured: tuple[str, ...]
    made: int  # short questions that are made from the quotations of each archive, before some are left out
    near: Path = NEAR_MISSES
    articles: int | None = None  # of each archive; None means all

    def without(self, archive: str) -> "Recipe":
        """The same without training on this archive, which is measured instead."""
        own = {f"{archive}{kind}" for kind in ("", SHORT, NEAR)}
        parts = tuple(
            replace(part, questions={name: count for name, count in part.questions.items() if name not in own})
            for part in self.parts
        )
        return replace(self, parts=parts, measured=(archive,))

    def small(self, articles: int, questions: int) -> "Recipe":
        """The same with so many articles of each archive, and at most so many questions of each in each part."""
        parts = tuple(
            replace(part, questions={name: min(count, questions) for name, count in part.questions.items()})
            for part in self.parts
        )
        return replace(self, parts=parts, made=min(self.made, 2 * questions), articles=articles)

    def last_part(self) -> "Recipe":
        """The same with the last part alone, which begins from the start."""
        return replace(self, parts=(replace(self.parts[-1], start=(START,)),))

    @property
    def collected(self) -> set[str]:
        """The names of the questions that are trained on or measured: an archive's, short ones, near misses."""
        return {*self.measured, *(name for part in self.parts for name in part.questions)}

    @property
    def trained_on(self) -> set[str]:
        """The archives of which any part takes questions."""
        return {archive_of(name) for part in self.parts for name in part.questions}

    def rows(self, name: str, shared: Path) -> list[dict[str, Any]]:
        """The written questions of a name; of a small recipe, those about the first articles."""
        archive = archive_of(name)
        rows = self.sources[archive].rows(shared) if name == archive else list(pairs.rows(self._near_file(name)))
        first = list(dict.fromkeys(row["article"] for row in rows))[: self.articles]
        return [row for row in rows if row["article"] in first]

    def _near_file(self, name: str) -> Path:
        return self.near / f"{name.removesuffix(NEAR)}.jsonl"

    def copy(self, archive: str, shared: Path, folder: Path) -> None:
        """Copy the articles of an archive; all of a folder, unless the recipe is small."""
        source = self.sources[archive]
        is_whole = self.articles is None and (shared / source.articles).is_dir()
        names = [name for name in self.collected if archive_of(name) == archive and not name.endswith(SHORT)]
        source.copy(shared, [] if is_whole else [row for name in names for row in self.rows(name, shared)], folder)


def archive_of(name: str) -> str:
    """The archive that questions are about: "news" for "news-short", "news-near" and "news-aside"."""
    return name.removesuffix(SHORT).removesuffix(NEAR).removesuffix(ASIDE)


def _stem(row: Mapping[str, Any]) -> str:
    """The name of a question's article, without a folder and an ending."""
    return str(row["article"]).rpartition("/")[2].removesuffix(".txt")


def _beside(archive: str) -> Source:
    folder = f"train/archives/{archive}"
    return Source(f"{folder}/articles", (f"{folder}/questions.jsonl", f"{folder}/contrast.jsonl"))


RECIPE = Recipe(
    sources={
        "wikinews": _beside("wikinews"),
        "world": _beside("world"),
        "transcripts": _beside("transcripts"),
        "releases": Source("train/archives/releases/articles", ("train/archives/releases/questions.jsonl",)),
        "news": Source("eval/news.jsonl", ("train/news_questions.jsonl", "train/contrast.jsonl")),
        "politics": Source("eval/polnear/articles", ("eval/polnear_questions.jsonl",), "eval/polnear/sources.tsv"),
        "parliament": Source("eval/hansard/articles", ("eval/hansard/questions.jsonl",)),
    },
    parts=(
        Part("part1", (START,), {"wikinews": ALL, "world": ALL, "transcripts": ALL}),
        Part("part2", ("part1",), {"news": 669, "releases": 237, "wikinews": 70, "world": 70, "transcripts": 70}),
        Part(
            "part3",
            ("part1", "part2"),
            {"wikinews": 60, "world": 60, "transcripts": 60, "news": 130, "releases": 50}
            | {f"wikinews{SHORT}": 70, f"world{SHORT}": 110, f"transcripts{SHORT}": 127},
        ),
        Part("part4", (START,), {"wikinews": ALL, "world": ALL, "releases": ALL}, epochs=3),
        Part(
            "part5",
            ("part4",),
            {"news": ALL, "transcripts": ALL, "wikinews": 60, "world": 60, "releases": 50}
            | {f"wikinews{SHORT}": 70, f"transcripts{SHORT}": 127},
            epochs=2,
        ),
        Part(
            "part6",
            ("part3", "part5"),
            {f"{name}{NEAR}": ALL for name in ("news", "transcripts", "releases", "wikinews", "world")}
            | {"news": 170, "transcripts": 100, "releases": 50, "wikinews": 70, "world": 90}
            | {f"transcripts{SHORT}": 50, f"wikinews{SHORT}": 30, f"world{SHORT}": 40},
        ),
    ),
    measured=(
        "politics",
        "parliament",
        *(f"{name}{ASIDE}" for name in ("news", "transcripts", "releases", "wikinews", "world")),
    ),
    made=130,
)

"""Whom and what a name as somebody types it may mean, of those that an archive has."""

from collections.abc import Sequence
from functools import cached_property

from retrieval.folding import fold, words


class Names:
    """
    >>> names = Names(["Andy Burnham", "Hillary Clinton", "Bill Clinton", "Andrew Lansley"], ["Daily Post"])
    >>> names.named("burnham"), names.named("clinton"), names.named("health secretary andrew lansley")
    (['Andy Burnham'], ['Hillary Clinton', 'Bill Clinton'], ['Andrew Lansley'])
    >>> names.published_by("post")
    ['Daily Post']
    """

    def __init__(self, speakers: Sequence[str], sources: Sequence[str]) -> None:
        self.speakers: tuple[str, ...] = tuple(speakers)
        self.sources: tuple[str, ...] = tuple(sources)

    def named(self, speaker: str) -> list[str]:
        """The speakers, as the archive names them, that a name as somebody types it may mean.

        "burnham" is Andy Burnham, "clinton" every Clinton, and "health secretary andrew lansley" still Andrew Lansley.
        """
        wanted = words(speaker)
        near = sorted({number for word in wanted for number in self._by_word.get(word, ())})
        bearers = [self.speakers[number] for number in near]
        named = [known for known in bearers if wanted <= words(known)]
        return named or [known for known in bearers if len(words(known)) > 1 and words(known) <= wanted]

    def published_by(self, source: str) -> list[str]:
        """The sources that a name as somebody types it may mean."""
        wanted = fold(source)
        return [known for known in self.sources if wanted and wanted in fold(known)]

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        """Whose names have a word."""
        found: dict[str, list[int]] = {}
        for number, speaker in enumerate(self.speakers):
            for word in words(speaker):
                found.setdefault(word, []).append(number)
        return found

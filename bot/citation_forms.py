"""The forms in which words are cited, by the names that `--format` takes."""

from collections.abc import Callable, Sequence

from bot import markdown
from retrieval import citations
from retrieval.citations import Citation

FORMS: dict[str, Callable[[Sequence[Citation]], str]] = {
    "text": citations.text,
    "markdown": markdown.citations,
    "bibtex": citations.bibtex,
    "ris": citations.ris,
    "csl-json": citations.csl_json,
}

"""Has the reader read stored candidates, and stores its logits.

    python -m benchmarks.reader.measure READER.onnx OUT.jsonl CANDIDATES.jsonl... [--read N] [--every N]

READER is a file that benchmarks.reader.export wrote. Each line of OUT is a question's id, the
name of its archive, and a logit for each of its first candidates. benchmarks.reader.fit makes figures of them.
"""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.reader import pairs
from benchmarks.reader.pairs import Asked
from retrieval import files
from retrieval.search.reader import Reader


def main() -> None:
    parser = argparse.ArgumentParser(description="store the reader's logits for stored candidates")
    parser.add_argument("reader", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("candidates", type=Path, nargs="+")
    parser.add_argument("--read", type=int, default=20, help="candidates that are read of each question")
    parser.add_argument("--every", type=int, default=1, help="only every so many questions")
    given = parser.parse_args()
    asked = list(pairs.read(given.candidates))[:: given.every]
    pairs.write(logits(given.reader, asked, given.read), given.out)


def logits(file: Path, asked: Iterable[Asked], read: int) -> Iterator[dict[str, Any]]:
    """The logits of the first `read` candidates of each question, by the reader in an ONNX file."""
    reader = Reader.open(file, files.digest(file))
    for each in asked:
        readings = [pairs.reading(candidate) for candidate in each.candidates[:read]]
        found = [round(value, 3) for values in reader.read(each.record["asked"], readings) for value in values.tolist()]
        yield {"id": each.record["id"], "archive": each.archive, "logits": found}


if __name__ == "__main__":
    main()

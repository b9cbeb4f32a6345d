"""Has the reader read stored candidates, and stores its logits.

    python -m benchmarks.reader.measure READER.onnx OUT.jsonl CANDIDATES.jsonl... [--read N] [--every N]

READER is a file that benchmarks.reader.export wrote. Each line of OUT is a question's id, the
name of its archive, and a logit for each of its first candidates. benchmarks.reader.fit makes figures of them.
"""

import argparse
import hashlib
import json
from pathlib import Path

from benchmarks.reader import pairs
from retrieval.search.reader import Reader


def main() -> None:
    parser = argparse.ArgumentParser(description="store the reader's logits for stored candidates")
    parser.add_argument("reader", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("candidates", type=Path, nargs="+")
    parser.add_argument("--read", type=int, default=20, help="candidates that are read of each question")
    parser.add_argument("--every", type=int, default=1, help="only every so many questions")
    given = parser.parse_args()
    reader = Reader.open(given.reader, hashlib.sha256(given.reader.read_bytes()).hexdigest())
    with given.out.open("w", encoding="utf-8") as out:
        for number, asked in enumerate(pairs.read(given.candidates)):
            if number % given.every:
                continue
            readings = [pairs.reading(each) for each in asked.candidates[: given.read]]
            read = reader.read(asked.record["asked"], readings)
            logits = [round(value, 3) for values in read for value in values.tolist()]
            line = {"id": asked.record["id"], "archive": asked.archive, "logits": logits}
            print(json.dumps(line), file=out, flush=True)


if __name__ == "__main__":
    main()

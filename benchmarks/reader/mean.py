"""Writes the mean of several readers' weights.

    python -m benchmarks.reader.mean OUT.safetensors READER.safetensors...

All must come from the same start. The mean keeps what a later part of the training would forget of an earlier one
(Wortsman et al., 2022, "Model soups").
"""

import argparse
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file


def main() -> None:
    parser = argparse.ArgumentParser(description="write the mean of several readers' weights")
    parser.add_argument("out", type=Path)
    parser.add_argument("readers", type=Path, nargs="+")
    given = parser.parse_args()
    all_weights = [load_file(reader) for reader in given.readers]
    mean = {name: torch.stack([each[name] for each in all_weights]).mean(dim=0) for name in all_weights[0]}
    save_file(mean, given.out)


if __name__ == "__main__":
    main()

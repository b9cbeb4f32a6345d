"""onrecord completion: prints the script by which a shell completes commands, options, speakers, publications and
articles.

eval "$(onrecord completion bash)"          in ~/.bashrc; for zsh in ~/.zshrc
onrecord completion fish > ~/.config/fish/completions/onrecord.fish
"""

import argparse

from bot.cli import ANSWERED
from retrieval.settings import Settings

NAME = "completion"
HELP = "print the completion script for a shell"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "shell",
        choices=["bash", "zsh", "fish", "tcsh", "powershell"],
        metavar="SHELL",
        help="bash, zsh, fish, tcsh or powershell",
    )


def run(_settings: Settings, arguments: argparse.Namespace) -> int:
    from argcomplete.shell_integration import shellcode

    shell = "bash" if arguments.shell == "zsh" else arguments.shell  # one script for both
    print(shellcode(["onrecord"], shell=shell))
    return ANSWERED

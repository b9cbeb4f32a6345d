import pkgutil
import re
import shutil
import subprocess
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest

from bot.cli import commands
from bot.cli.main import main

GROFF = shutil.which("groff")


def test_every_file_of_commands_is_a_command_of_its_name() -> None:
    files = {module.name for module in pkgutil.iter_modules(commands.__path__)}
    assert {import_module(f"bot.cli.commands.{name}").NAME for name in commands.NAMES} == files == set(commands.NAMES)


@pytest.mark.parametrize(
    "words",
    [
        ["ask", "--help"],
        ["-a", "check", "--no-pager", "ask", "--help"],
        ["--index", "check", "ask", "--help"],
        ["--archive=check", "ask", "--help"],
    ],
    ids=" ".join,
)
def test_only_the_command_that_is_run_is_imported(words: list[str]) -> None:
    program = (
        "import sys; from bot.cli.main import main\n"
        f"try: main({words})\n"
        "except SystemExit: print([name for name in sys.modules if name.startswith('bot.cli.commands.')])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[0].startswith("usage: onrecord ask")
    is_alone = "=" not in words[0]  # an option and its value in one word may be anything, so all commands are loaded
    assert (run.stdout.splitlines()[-1] == "['bot.cli.commands.ask']") is is_alone


def test_help_lists_the_commands_with_their_purpose(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    _, listed = capsys.readouterr().out.split("  COMMAND\n")
    assert ended.value.code == 0
    assert listed.partition("\n\n")[0] == (
        "    ask                 answer a question, or a file of them\n"
        "    repl                answer question after question at a prompt\n"
        "    check               is a quotation on record: word for word, altered, or by somebody else?\n"
        "    cite                cite words: for a text, Markdown, BibTeX, RIS or CSL-JSON\n"
        "    timeline            list what somebody said, the oldest first\n"
        "    compare             show what two people said on one topic\n"
        "    who                 list who spoke on a topic, how often and when\n"
        "    first               show where words first appeared, by anyone\n"
        "    quotations          list every quotation, in the archive's order\n"
        "    export              write all quotations as CSV, JSON Lines or Parquet\n"
        "    random              show a quotation at random\n"
        "    show                show an article, or its text from a given place\n"
        "    context             show a passage with the paragraphs around it\n"
        "    correct             correct a speaker, a quotation, a date or a name\n"
        "    index               bring the index up to date with the archive\n"
        "    rollback            go back to the previous generation of the index\n"
        "    status              show what the index holds and when it was built\n"
        "    bot                 run the Discord bot; its token comes from DISCORD_TOKEN\n"
        "    web                 serve the reading room: ask, check and read in a browser\n"
        "    mcp                 serve language models over the Model Context Protocol\n"
        "    feedback            export the votes of Discord's users\n"
        "    evaluate            score question files against the archive\n"
        "    accuracy            judge a sample of quotations: how often are words, names and dates right?\n"
        "    completion          print the completion script for a shell\n"
        "    man                 print the man page, for: man -l -\n"
        "    help                show this help, or the help of a command"
    )


@pytest.mark.parametrize("arguments", [[], ["help"], ["--debug"]])
def test_without_a_command_help_is_shown_with_examples(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 0
    printed = capsys.readouterr()
    assert "examples:\n  onrecord ask what did Burnham say about Lansley\n" in printed.out
    assert printed.err == ""


def test_help_of_a_command_is_its_own_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help", "check"]) == 0
    asked = capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["check", "--help"])
    assert asked == capsys.readouterr().out
    assert main(["help", "chekc"]) == 2
    assert capsys.readouterr().err == "onrecord: no command chekc; did you mean check?\n"


@pytest.mark.parametrize(
    ("command", "hint"), [("stauts", "did you mean status?"), ("zzz", "known are: ask, repl, check, cite, ")]
)
def test_an_unknown_command_is_one_line_with_the_nearest(
    command: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "did", "Burnham", "say"])
    errors = capsys.readouterr().err
    assert (ended.value.code, errors.count("\n")) == (2, 1)
    assert errors.startswith(f"onrecord: no command {command}; {hint}")
    assert re.search(r"[a-z][.?] To ask a question: onrecord ask QUESTION", errors)


def test_the_man_page_has_every_command_the_exit_statuses_and_the_files(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["man"]) == 0
    page = capsys.readouterr().out
    assert page.startswith(".TH ONRECORD")
    sections = [line.removeprefix(".SH ") for line in page.splitlines() if line.startswith(".SH ")]
    assert {"NAME", "SYNOPSIS", "EXAMPLES", "EXIT STATUS", "FILES", "ENVIRONMENT"} <= set(sections)
    assert [name for name in commands.NAMES if f"onrecord {name}" not in page] == []
    assert "\\fB130\\fR\ninterrupted with Ctrl\\-C" in page
    assert "onrecord check \\(dqtaken out and shot\\(dq" in page


@pytest.mark.skipif(GROFF is None, reason="groff is not installed")
def test_groff_finds_no_fault_in_the_man_page(capsys: pytest.CaptureFixture[str]) -> None:
    main(["man"])
    page = capsys.readouterr().out
    command = [str(GROFF), "-man", "-Tutf8", "-ww", "-z"]
    ran = subprocess.run(command, input=page, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_the_shell(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    assert "_ARGCOMPLETE" in capsys.readouterr().out


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_that_is_not_a_positive_number_is_refused(limit: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["ask", "why?", f"--limit={limit}"])
    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        f"onrecord ask: argument -n/--limit: {limit} is not a whole number from 1; see: onrecord ask --help\n"
    )


@pytest.mark.parametrize(("typed", "meant"), [("--spaeker", "--speaker"), ("--befroe=2012", "--before")])
def test_an_option_with_a_slip_is_an_error_that_names_the_nearest(
    typed: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["ask", "why", "the", "bill", typed])
    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        f"onrecord ask: unrecognized arguments: {typed} (did you mean {meant}?); see: onrecord ask --help\n"
    )


def test_a_missing_index_is_an_error_that_names_the_whole_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive, index = tmp_path / "my papers", tmp_path / "index"
    archive.mkdir()
    (archive / "a.txt").write_text("Harmless.", encoding="utf-8")
    for command in (["status"], ["show", "tax"], ["who"]):
        assert main(["-a", str(archive), "-i", str(index), *command]) == 2
        assert capsys.readouterr().err == (
            f"onrecord: no index at {index}; build one with: onrecord --archive '{archive}' --index {index} index\n"
        )
    assert main(["-a", str(tmp_path / "none"), "-i", str(index), "status"]) == 2
    assert capsys.readouterr().err.startswith(f"onrecord: archive {tmp_path / 'none'} is not a folder; name a folder")


def test_the_version_is_the_installed_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert (ended.value.code, capsys.readouterr().out) == (0, f"onrecord {version('onrecord')}\n")


@pytest.mark.parametrize(
    ("command", "purpose"),
    [
        ("bot", "Run the Discord bot; its token comes from DISCORD_TOKEN."),
        ("check", "Is a quotation on record: word for word, altered, or by somebody else?"),
    ],
)
def test_help_of_a_command_states_its_purpose_as_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str, purpose: str
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit):
        main([command, "--help"])
    assert f"\n{purpose}\n" in capsys.readouterr().out

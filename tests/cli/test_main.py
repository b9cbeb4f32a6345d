import pkgutil
from importlib.metadata import version

import pytest

from bot.cli import commands
from bot.cli.main import main


def test_every_file_of_commands_is_a_command_of_its_name() -> None:
    files = {module.name for module in pkgutil.iter_modules(commands.__path__)}
    assert {command.NAME for command in commands.COMMANDS} == files


def test_help_lists_the_commands_with_their_purpose(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    _, listed = capsys.readouterr().out.split("  COMMAND\n")
    assert ended.value.code == 0
    assert listed.partition("\n\n")[0] == (
        "    ask          answer a question, or a file of them\n"
        "    repl         answer question after question at a prompt\n"
        "    index        bring the index up to date with the archive\n"
        "    rollback     go back to the previous generation of the index\n"
        "    check        is a quotation on record: word for word, altered, or by somebody else?\n"
        "    quotations   list every quotation, in the archive's order\n"
        "    bot          serve Discord; the token comes from DISCORD_TOKEN\n"
        "    feedback     export the votes of Discord's users\n"
        "    evaluate     score question files against the archive\n"
        "    status       show what the index holds and when it was built"
    )


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_that_is_not_a_positive_number_is_refused(limit: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["ask", "why?", f"--limit={limit}"])
    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        f"onrecord ask: argument --limit: {limit} is not a whole number from 1; see: onrecord ask --help\n"
    )


def test_the_version_is_the_installed_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert (ended.value.code, capsys.readouterr().out) == (0, f"onrecord {version('onrecord')}\n")


@pytest.mark.parametrize(
    ("command", "purpose"),
    [
        ("bot", "Serve Discord; the token comes from DISCORD_TOKEN."),
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

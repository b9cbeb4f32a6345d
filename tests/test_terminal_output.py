"""No text from outside controls a terminal: not on standard output, not on standard error, not in a log or a table."""

import ast
import logging
import sys
import traceback
from contextlib import suppress
from io import StringIO
from pathlib import Path

import pytest
from rich.table import Table
from rich.text import Text

from bot.cli import main, terminal
from bot.rendering.formatting import LogFormatter, on_one_line, visible
from tests.conftest import write
from tests.sources import MODULES, name_of, tree

ATTACK = "a\x1b]0;owned\x07\x1b[2J\x9b31m\u202eb\r\x08\x7f"
CONTROLS = set(ATTACK) - set("a]0;owned[2J31mb")


ALLOWED = {
    "bot.cli.terminal": {"sys.stdout.write", "sys.stderr.write", "SafeConsole"},  # write, complain, console
    "bot.cli.output": {"sys.stdout.write"},  # CSV, made visible
    "bot.cli.commands.completion": {"print"},  # a script of argcomplete
    "bot.cli.commands.man": {"print"},  # a page about this program
    "bot.cli.main": {"sys.stderr.write", "logging.StreamHandler", "logging.basicConfig"},  # with LogFormatter
    "bot.cli.reply_json": {"sys.stdout.write"},  # escapes
    "bot.discord.runner": {"logging.StreamHandler"},  # with a LogFormatter
}
WRITERS = {
    *("print", "sys.stdout.write", "sys.stderr.write", "os.write", "warnings.warn", "pprint", "SafeConsole"),
    *("Console", "rich.print", "logging.StreamHandler", "logging.basicConfig", "traceback.print_exc"),
}


def written_by(path: Path) -> set[str]:
    """The functions that write, of those that a module calls."""
    called = [node.func for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    methods = {name.rpartition(".")[2] for name in WRITERS}  # few calls have such a name, and only these are unparsed
    return WRITERS & {ast.unparse(func) for func in called if getattr(func, "attr", getattr(func, "id", "")) in methods}


def test_nothing_is_written_but_through_the_functions_that_make_it_visible() -> None:
    written = {name_of(path): written_by(path) for path in MODULES}
    assert {name: found for name, found in written.items() if found - ALLOWED.get(name, set())} == {}


def test_what_rich_draws_has_no_control_characters() -> None:
    file = StringIO()
    console = terminal.console(file)
    table = Table(ATTACK, title=ATTACK, caption=ATTACK)
    table.add_row(ATTACK, Text(ATTACK, style="bold"))
    console.print(table)
    console.print(Text(ATTACK), ATTACK, soft_wrap=True)
    console.rule(ATTACK)
    assert not CONTROLS & set(file.getvalue())


def test_a_console_still_colours_what_it_draws() -> None:
    file = StringIO()
    console = terminal.SafeConsole(file=file, force_terminal=True, color_system="standard")
    console.print(Text("bill", style="bold red"))
    assert file.getvalue() == "\x1b[1;31mbill\x1b[0m\n"


def test_a_log_line_is_one_line_without_control_characters() -> None:
    record = logging.LogRecord("retrieval", logging.WARNING, __file__, 1, "%s:\n %r", (ATTACK, "x"), None)
    assert LogFormatter("%(levelname)s: %(message)s").format(record) == f"WARNING: {on_one_line(ATTACK)}: 'x'"
    error = ValueError(ATTACK)
    record = logging.LogRecord("retrieval", logging.ERROR, __file__, 1, ATTACK, (), (ValueError, error, None))
    logged = LogFormatter("%(message)s").format(record)
    assert logged.count("\n") == 1
    assert not CONTROLS & set(logged)


HOSTILE = "\x1b[2J\x9bowned\u202e"


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["ask", "q", f"--{HOSTILE}"], id="an option"),
        pytest.param([HOSTILE], id="a command"),
        pytest.param(["--config", HOSTILE, "status"], id="settings that are missing"),
        pytest.param(["--config", "{folder}/bad.toml", "status"], id="a key"),
        pytest.param(["--archive", "{folder}/" + HOSTILE, "index", "--dry-run"], id="an archive"),
        pytest.param(["--index", "{folder}/" + HOSTILE, "status"], id="an index"),
        pytest.param(["ask", "--batch", HOSTILE], id="a batch"),
        pytest.param(["ask", "q", "--after", HOSTILE], id="a date"),
        pytest.param(["--archive", "{folder}/archive", "index", "--dry-run"], id="file names, headlines and warnings"),
    ],
)
def test_no_argument_file_name_key_or_headline_reaches_the_terminal_raw(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    write(tmp_path, "bad.toml", '["archive\\u001b[2J"]\nfolder = 1\n')
    folder = tmp_path / "archive"
    write(folder, f"b{HOSTILE}.xyz", "not read")
    write(folder, f"a{HOSTILE}.txt", f"T{HOSTILE}itle\n\n31/02/2012\n\nHe said: “No.”\n")
    write(folder, "sources.toml", f'["c{HOSTILE[-1]}\\u001b[2J.txt"]\nsource = "x"\n["a.txt"]\nkey = 1\n')
    with suppress(SystemExit):
        main.main([argument.replace("{folder}", str(tmp_path)) for argument in arguments])
    out, err = capfd.readouterr()
    assert out or err
    assert not CONTROLS & set(out + err)


def test_a_traceback_has_no_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    error = ValueError(ATTACK)
    main._show_traceback(ValueError, error, None)
    assert capsys.readouterr().err == visible("".join(traceback.format_exception(error)))

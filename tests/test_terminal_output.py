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
from bot.visible import LogFormatter, on_one_line, visible
from tests.conftest import write
from tests.paths import ROOT

MODULES = sorted(path for package in ("bot", "retrieval") for path in (ROOT / package).rglob("*.py"))
ATTACK = "a\x1b]0;owned\x07\x1b[2J\x9b31m\u202eb\r\x08\x7f"
CONTROLS = set(ATTACK) - set("a]0;owned[2J31mb")


def calls(path: Path) -> list[tuple[str, ast.Call]]:
    """Every call in a module, with the source of what is called."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [(ast.unparse(node.func), node) for node in ast.walk(tree) if isinstance(node, ast.Call)]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_is_written_but_through_the_functions_that_make_it_visible(path: Path) -> None:
    allowed = {
        "bot/cli/terminal.py": {"sys.stdout.write", "sys.stderr.write", "SafeConsole"},  # write, complain, console
        "bot/cli/output.py": {"sys.stdout.write"},  # CSV, made visible
        "bot/cli/commands/completion.py": {"print"},  # a script of argcomplete
        "bot/cli/commands/man.py": {"print"},  # a page about this program
        "bot/cli/main.py": {"sys.stderr.write", "logging.StreamHandler", "logging.basicConfig"},  # with LogFormatter
        "bot/cli/reply_json.py": {"sys.stdout.write"},  # escapes
        "bot/discord/runner.py": {"logging.StreamHandler"},  # with a LogFormatter
    }.get(path.relative_to(ROOT).as_posix(), set())
    writers = {
        *("print", "sys.stdout.write", "sys.stderr.write", "os.write", "warnings.warn", "pprint", "SafeConsole"),
        *("Console", "rich.print", "logging.StreamHandler", "logging.basicConfig", "traceback.print_exc"),
    }
    assert {name for name, _ in calls(path) if name in writers} <= allowed


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

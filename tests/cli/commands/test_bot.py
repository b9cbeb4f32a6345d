from argparse import Namespace
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli.commands import bot
from bot.discord.database import BotDatabase, Rules
from retrieval.settings import DiscordSettings, Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(Settings(), discord=DiscordSettings(folder=tmp_path / "state"))


def test_a_backup_copies_the_database_and_never_overwrites_a_file(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy" / "discord.db"
    copy.parent.mkdir()
    with pytest.raises(bot.BackupRefused, match="there is no"):
        bot.run(settings, Namespace(action="backup", file=copy))
    with closing(BotDatabase.open(settings.discord.folder, 90)) as database:
        database.set_rules(9, Rules(answers=1))
        assert bot.run(settings, Namespace(action="backup", file=copy)) == 0  # while a bot uses it
    assert capsys.readouterr().out == f"copied to {copy}\n"
    assert copy.stat().st_mode & 0o77 == 0
    with closing(BotDatabase.open(copy.parent, 90)) as copied:
        assert copied.rules_set_for(9) == Rules(answers=1)
    with pytest.raises(bot.BackupRefused, match="exists already"):
        bot.run(settings, Namespace(action="backup", file=copy))
    with pytest.raises(bot.BackupRefused, match="name its file"):
        bot.run(settings, Namespace(action="backup", file=None))
    with pytest.raises(bot.BackupRefused, match=r"missing.*cannot be written"):
        bot.run(settings, Namespace(action="backup", file=tmp_path / "missing" / "discord.db"))

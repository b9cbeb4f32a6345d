"""Answers a line that is typed at the prompt of `onrecord repl`.

    » :speaker Andy Burnham
    » what did he say about Lansley?
    » more                              as is :more

A line that begins with a colon is a command. So is a line that says nothing else in plain words ("who else?", "show me
the article"). Any other line is a question. A follow-up ("and about Cameron?") is completed from the question before
it.
"""

from rich.text import Text

from bot import formatting
from bot.cli import holdings, names, prompt_commands, prompt_options, reply_json, terminal
from bot.cli.conversation import CommandError, Conversation, print_json, say
from retrieval.errors import NobodyCalled, RetrievalError
from retrieval.search.query import follow_up


def show_banner(talk: Conversation) -> None:
    """What the archive holds, and how to begin."""
    talk.console.print(Text(f"On Record: {holdings(talk.archive)}"), soft_wrap=True)
    talk.console.print(Text("Ask what somebody said. :help lists the commands, Ctrl-D leaves.", style="dim"))
    talk.console.print()


def answer_line(talk: Conversation, line: str) -> None:
    _use_latest_archive(talk)
    try:
        line, given = prompt_options.split(line.strip())
        if talk.last:
            line = command_meant(line, topic=talk.topic) or line
        if line.startswith(":"):
            name, argument = [*line.split(maxsplit=1), ""][:2]
            command = prompt_commands.named(name)
            with prompt_commands.with_options(talk, given, command.options, name):
                command.run(talk, argument)
        elif line:
            with prompt_commands.with_options(talk, given, prompt_options.OF_QUESTION, "a question"):
                _ask(talk, line)
    except (CommandError, RetrievalError) as error:
        more = "; Tab behind :speaker lists all names" if isinstance(error, NobodyCalled) and not error.near else ""
        terminal.console(stderr=True).print(Text(f"{error}{more}", style="red"), soft_wrap=True)


FILLERS = frozenset(
    "a all an and by can could did do from get give go had has have he her him his i in it its let me of on open "
    "please read results said say says see she show some spoke tell that the their them there they this to us was we "
    "whole you full".split()
)
MEANT = {
    ("more",): ":more",
    ("next",): ":more",
    ("what", "else"): ":more",
    ("anything", "else"): ":more",
    ("more", "answers"): ":more",
    ("who", "else"): ":who",
    ("anyone", "else"): ":who",
    ("anybody", "else"): ":who",
    ("article",): ":article",
    ("story",): ":article",
    ("context",): ":context",
    ("why",): ":why",
    ("help",): ":help",
    ("quit",): ":quit",
    ("exit",): ":quit",
    ("bye",): ":quit",
}


def command_meant(line: str, topic: str | None) -> str | None:
    """The command that a line means if it says nothing else, in whatever words; None if it is a question.

    "Who else?" after a question without a topic asks for more of its answers.

    >>> for line in ("More, please!", "show me the article", "can I see article 2?", "who else?", "who else on tax?"):
    ...     print(command_meant(line, "tax"))
    :more
    :article
    :article 2
    :who
    None
    >>> command_meant("who else?", None)
    ':more'
    """
    words = [word.strip(".,;:!?’'\"“”").lower() for word in line.split()]
    words = [word for word in words if word and word not in FILLERS]
    number = words.pop() if words and words[-1].isdecimal() else ""
    command = MEANT.get(tuple(words))
    if command == ":who" and topic is None:
        command = ":more"
    return f"{command} {number}".rstrip() if command else None


def _use_latest_archive(talk: Conversation) -> None:
    archive = talk.latest()
    if archive is not talk.archive:
        talk.archive = archive
        counts = f"{archive.manifest.quotations:,} quotations from {archive.manifest.articles:,} articles"
        terminal.console(stderr=True).print(Text(f"indexed anew: {counts}", style="dim"), soft_wrap=True)


def _ask(talk: Conversation, question: str) -> None:
    if talk.last and follow_up.is_follow_up(question):
        question = follow_up.rewrite(question, talk.last.understood, talk.archive.speakers)
    reply = talk.last = talk.archive.ask(question, talk.options, talk.limit)
    talk.last_options = talk.options
    talk.shown = list(terminal.answers_shown(reply))
    if talk.as_json:
        print_json(talk, [reply_json.reply_document(reply)])
    else:
        terminal.show(reply, talk.console)
        if near := names.near_asked(talk.archive, reply):
            say(talk, formatting.sentence(near))
        talk.console.print()

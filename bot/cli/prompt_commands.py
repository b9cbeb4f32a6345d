"""The commands at the prompt of `onrecord repl`, such as :speaker and :timeline. COMMANDS lists them all."""

import difflib
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from rich.text import Text

from bot import lookup, typed_options
from bot.cli import articles, conversation, explanation, reply_json, terminal
from bot.cli.commands import first
from bot.cli.conversation import CommandError, Conversation, PromptArchive, print_json, say
from bot.rendering import formatting, refusals, verdicts
from retrieval import citations, passages
from retrieval.chronology import on_topic, timeline
from retrieval.models import Answer, Article, Options
from retrieval.text import dates

MAX_CONTEXT_CHARS = 3000
FORM = frozenset({"json", "format"})  # options of commands
PLACE = FORM | {"at"}
LISTING = FORM | {"source", "limit"}
DAYS = frozenset({"after", "before"})
ANSWERS_EACH = 2  # answers of each speaker in a comparison

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class PromptCommand:
    name: str
    argument: str
    help: str
    run: Callable[[Conversation, str], None]
    values: Callable[[PromptArchive], tuple[str, ...]] = lambda _: ()
    options: frozenset[str] = frozenset()


def named(name: str) -> PromptCommand:
    known = {command.name: command for command in COMMANDS}
    if name not in known:
        close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
        raise CommandError(f"unknown command {name}; {f'did you mean {close[0]}?' if close else ':help lists them'}")
    return known[name]


def with_options(
    talk: Conversation, given: Mapping[str, str], allowed: Collection[str], of: str
) -> AbstractContextManager[None]:
    """Within the context, set the options of a line. A speaker's name is used as typed, as on the command line."""
    setters: dict[str, conversation.Setter] = {
        "speaker": lambda talk, name: talk.set("speaker", name),
        "source": _set_source,
        "after": _date_setter("after"),
        "before": _date_setter("before"),
        "limit": _set_limit,
        "json": lambda talk, _: _set_json(talk, "on"),
        "at": _set_place,
        "date": _set_date,
        "format": _set_format,
    }
    return conversation.set_for_a_line(talk, given, allowed, setters, of)


def _set_place(talk: Conversation, start: str) -> None:
    if not start.isdecimal():
        raise CommandError(f"--at needs a place as shown below a statement, not {start}")
    talk.line_at = int(start)


def _set_date(talk: Conversation, typed: str) -> None:
    talk.line_date = typed_options.read_date(typed, dates.today(), "--date")


def _set_format(talk: Conversation, form: str) -> None:
    if form not in {"text", "json"}:
        raise CommandError(f"--format at the prompt is text or json, not {form}")
    _set_json(talk, "on" if form == "json" else "off")


def _show_help(talk: Conversation, _: str) -> None:
    typed = [f"{command.name} {command.argument}".rstrip() for command in COMMANDS]
    for left, command in zip(typed, COMMANDS, strict=True):
        talk.console.print(Text(f"{left:<{max(map(len, typed))}}  {command.help}"), soft_wrap=True)


def _quit(talk: Conversation, _: str) -> None:
    talk.ended = True


def _set_speaker(talk: Conversation, typed: str) -> None:
    """Set the speaker.

    A misspelt name is corrected, and the speakers that it may mean are shown. Raises NobodyCalled.
    """
    if not typed:
        talk.set("speaker", None)
        return
    people = lookup.find_people(talk.archive, typed)
    name = people[0] if len(people) == 1 else talk.archive.put_right(typed)
    talk.set("speaker", name)
    if name != typed or len(people) > 1:
        meant = name if len(people) == 1 else f"{name} ({', '.join(people[:4])}{' …' if len(people) > 4 else ''})"
        slip = lookup.correction_of(talk.archive, typed)
        say(talk, formatting.SEPARATOR.join(filter(None, (slip, f"speaker: {meant}"))))


def _people_meant(talk: Conversation, typed: str) -> list[str]:
    """The speakers that a typed name may mean.

    A misspelt name is corrected, and a line says so. Raises NobodyCalled.
    """
    people = lookup.find_people(talk.archive, typed)
    if slip := lookup.correction_of(talk.archive, typed):
        say(talk, slip)
    return people


def _set_source(talk: Conversation, typed: str) -> None:
    named = lookup.find_sources(talk.archive, typed) if typed else []
    talk.set("source", named[0] if len(named) == 1 else typed or None)


def _date_setter(option: str) -> Callable[[Conversation, str], None]:
    def set_date(talk: Conversation, text: str) -> None:
        talk.set(option, typed_options.read_start(text, dates.today(), f":{option}"))

    return set_date


def _set_limit(talk: Conversation, number: str) -> None:
    try:
        limit = int(number) if number else talk.default_limit
    except ValueError:
        limit = 0
    if limit < 1:
        raise CommandError(f":limit needs a whole number from 1, not {number}")
    talk.limit = limit


def _set_json(talk: Conversation, state: str) -> None:
    states = {"": not talk.as_json, "on": True, "off": False}
    if state not in states:
        raise CommandError(f":json needs on or off, not {state}")
    talk.as_json = states[state]


def _answer(talk: Conversation, command: str, number: str) -> Answer:
    """The answer with this number, or the first."""
    if not talk.numbered:
        raise CommandError(f"{command} is about an answer; ask a question first")
    numbered = {str(place): answer for place, answer in enumerate(talk.numbered, 1)}
    if (number or "1") not in numbered:
        raise CommandError(f"{command} needs the number of an answer, 1 to {len(talk.numbered)}, not {number}")
    return numbered[number or "1"]


def _explain(talk: Conversation, number: str) -> None:
    explanation.show(_answer(talk, ":why", number), talk.console)


def _show_more(talk: Conversation, _: str) -> None:
    if talk.last is None:
        raise CommandError(":more shows further answers; ask a question first")
    reply = talk.archive.ask(talk.last.question, talk.last_options, len(talk.shown) + talk.limit)
    seen = {_place(answer) for answer in talk.shown}
    more = [answer for answer in reply.answers if _place(answer) not in seen][: talk.limit]
    if talk.as_json:
        print_json(talk, [reply_json.reply_document(replace(reply, answers=tuple(more)))])
    elif more:
        terminal.show_more(more, len(talk.numbered) + 1, talk.console)
        talk.console.print()
    else:
        say(talk, "There are no further answers.")
    talk.shown += more
    talk.numbered += more


def _place(answer: Answer) -> tuple[str, int]:
    return answer.article.id, answer.start


def _show_context(talk: Conversation, typed: str) -> None:
    """Show a passage with the paragraphs around it: an answer by its number, or a place in an article by its path."""
    if talk.line_at is not None:
        article = lookup.find_article(talk.archive, typed)
        place = articles.paragraph_at(article, talk.line_at)
        _show_article_part(talk, article, passages.around(article, *place, MAX_CONTEXT_CHARS), place)
        return
    answer = _answer(talk, ":context", typed)
    span = passages.around(answer.article, answer.start, answer.end, MAX_CONTEXT_CHARS)
    _show_article_part(talk, answer.article, span, (answer.start, answer.end))


def _show_article(talk: Conversation, typed: str) -> None:
    """Show an article: that of an answer by its number, or any article by its path."""
    if typed and not typed.isdecimal():
        article = lookup.find_article(talk.archive, typed)
        start = articles.paragraph_at(article, talk.line_at)[0] if talk.line_at is not None else 0
        _show_article_part(talk, article, (start, len(article.text)), None)
        return
    answer = _answer(talk, ":article", typed)
    _show_article_part(talk, answer.article, (0, len(answer.article.text)), (answer.start, answer.end))


def _show_article_part(
    talk: Conversation, article: Article, span: tuple[int, int], marked: tuple[int, int] | None
) -> None:
    quotations = talk.archive.quotations(None, article.id)
    if talk.as_json:
        print_json(talk, [reply_json.article_document(article, span, quotations)])
        return
    articles.draw(article, span, quotations, talk.console, marked)
    talk.console.print()


def _check(talk: Conversation, words: str) -> None:
    if not words:
        raise CommandError(":check needs the words of a quotation, such as :check taken out and shot")
    speaker = talk.options.speaker
    check = verdicts.of_date_first(talk.archive.check(words, speaker, talk.options.source), talk.line_date)
    if talk.as_json:
        print_json(talk, list(reply_json.check_documents(check)))
    else:
        terminal.show_check(check, talk.console)
    if other_date := verdicts.not_of_date(check, talk.line_date):
        say(talk, other_date)
    if speaker and (about := lookup.note_on_name(talk.archive, speaker)):
        say(talk, formatting.sentence(about))


def _show_first_use(talk: Conversation, phrase: str) -> None:
    if not phrase:
        raise CommandError(":first needs words, such as :first knife edge")
    use = talk.archive.first(phrase, talk.options.source)
    if talk.as_json:
        print_json(talk, [reply_json.first_use_document(use)])
    elif use.total:
        first.show(use, talk.console)
    else:
        source = talk.options.source
        say(talk, refusals.no_passage_has(phrase, source, talk.archive.first(phrase).total if source else 0))


def _cite(talk: Conversation, number: str) -> None:
    cited = citations.of_answer(_answer(talk, ":cite", number), dates.today())
    if talk.as_json:
        print_json(talk, [reply_json.citation_document(cited)])
    else:
        talk.console.out(citations.text([cited]), highlight=False)


def _show_timeline(talk: Conversation, typed: str) -> None:
    name, topic = _split(typed, " on ")
    if name and not topic:
        name, words = lookup.split_name(talk.archive, _words(name))
        topic = lookup.topic_of(words)
    name = name or talk.options.speaker or (talk.last.understood.speaker if talk.last else None) or ""
    if not name:
        raise CommandError(":timeline needs a name, such as :timeline Burnham on the NHS")
    people, source = _people_meant(talk, name), talk.options.source
    found = on_topic.find(talk.archive, name, topic or None, source)
    statements = timeline.without_reprints(timeline.statements(found.quotations))
    after, before = talk.options.after, talk.options.before
    is_out_of_time = bool(statements) and not (statements := timeline.in_time(statements, after, before))
    if talk.as_json:
        _print_list(talk, statements, reply_json.statement_document)
        return
    subject = lookup.as_subject(talk.archive, name, people)
    if not statements:
        none_then = refusals.nothing_then(subject, topic, source, after, before)
        say(talk, none_then if is_out_of_time else refusals.nothing(subject, topic, source, found.elsewhere))
        terminal.show_nearest(found.nearest, talk.console)
        return
    if found.by_meaning:
        say(talk, formatting.sentence(refusals.close_in_meaning(topic, subject, source)))
    counted = formatting.counted(len(statements), "statement")
    shown = lookup.speaker_heading(talk.archive, name, people, found.quotations)
    order = ", the oldest first" if len(statements) > 1 else ""
    say(talk, f"{shown}{f' on {topic}' if topic else ''}: {counted}{order}")
    for statement in statements[: talk.line_limit]:
        terminal.show_statement(statement, talk.console)
    _say_left_out(talk, len(statements))


def _compare(talk: Conversation, typed: str) -> None:
    names, topic = _split(typed, " on ")
    one, other = _split(names, " and ")
    topic = topic or talk.topic or ""
    if not (one and other and topic):
        raise CommandError(":compare needs two names and a topic, such as :compare Burnham and Lansley on the bill")
    for name in (one, other):
        people = _people_meant(talk, name)
        speaker = people[0] if len(people) == 1 else name
        options = replace(talk.options, speaker=speaker)
        reply = talk.archive.ask(f"what did {speaker} say about {topic}?", options, talk.line_limit or ANSWERS_EACH)
        if talk.as_json:
            print_json(talk, [reply_json.reply_document(reply)])
        else:
            terminal.show_compared(reply, speaker, topic, talk.console)
            talk.console.print()


def _who(talk: Conversation, typed: str) -> None:
    _list_speakers(talk, typed, without=())


def _others(talk: Conversation, _: str) -> None:
    """Who else spoke on the topic of the last question than those whom it asks about."""
    if talk.last and not talk.topic:
        raise CommandError("the last question names no topic; type one, such as :who the bill")
    _list_speakers(talk, "", without=talk.last.understood.speakers if talk.last else ())


def _list_speakers(talk: Conversation, typed: str, without: Collection[str]) -> None:
    topic, source = lookup.topic_of(typed.split()) or talk.topic, talk.options.source
    found = on_topic.find(talk.archive, None, topic, source)
    counted = timeline.count_by_speaker(found.quotations, talk.archive.speakers)
    summaries = [one for one in counted if one.speaker not in without]
    if counted and not summaries:
        say(talk, f"Nobody else is quoted on {topic}.")
        return
    if talk.as_json:
        _print_list(talk, summaries, reply_json.summary_document)
        return
    if not summaries:
        say(talk, refusals.nothing(None, topic, source, found.elsewhere))
        terminal.show_nearest(found.nearest, talk.console)
        return
    if topic and found.by_meaning:
        say(talk, formatting.sentence(refusals.close_in_meaning(topic, None, source)))
    say(talk, f"{'also ' if without else ''}quoted on {topic}:" if topic else "quoted:")
    terminal.show_summaries(summaries[: talk.line_limit], talk.console)
    _say_left_out(talk, len(summaries))
    talk.console.print()


def _print_list(talk: Conversation, items: Sequence[Item], document: Callable[[Item], dict[str, Any]]) -> None:
    """Print a list as JSON, as long as the line allows, and at its end how many items are left out."""
    shown = items[: talk.line_limit]
    left = len(items) - len(shown)
    print_json(talk, [*map(document, shown), *([{"left_out": left}] if left else [])])


def _say_left_out(talk: Conversation, total: int) -> None:
    if talk.line_limit is not None and total > talk.line_limit:
        say(talk, f"and {total - talk.line_limit:,} more")


def _split(text: str, separator: str) -> tuple[str, str]:
    """
    >>> _split("Burnham on the NHS", " on "), _split("on the NHS", " on ")
    (('Burnham', 'the NHS'), ('', 'the NHS'))
    """
    before, _, after = f" {text}".partition(separator)
    return before.strip(), after.strip()


def _words(text: str) -> list[str]:
    """The words of a text. Words in quotation marks are one argument, as on the command line.

    >>> _words('“the health secretary” Burnham')
    ['the health secretary', 'Burnham']
    """
    return [quoted or word for quoted, word in re.findall(r"[“\"]([^”\"]+)[”\"]|(\S+)", text)]


def _show_options(talk: Conversation, _: str) -> None:
    talk.console.print(Text(str(talk)), soft_wrap=True)


def _reset(talk: Conversation, _: str) -> None:
    talk.options, talk.limit, talk.as_json = Options(), talk.default_limit, False


def _speakers(archive: PromptArchive) -> tuple[str, ...]:
    return archive.speakers


def _sources(archive: PromptArchive) -> tuple[str, ...]:
    return archive.sources


def _articles(archive: PromptArchive) -> tuple[str, ...]:
    return archive.articles


COMMANDS = (
    PromptCommand(":more", "", "further answers to the last question", _show_more, options=frozenset({"limit", *FORM})),
    PromptCommand(
        ":context", "N", "answer N with the paragraphs around it; without N, the first", _show_context, options=PLACE
    ),
    PromptCommand(
        ":article", "N|PATH", "the article of answer N, or the one with this path", _show_article, _articles, PLACE
    ),
    PromptCommand(":why", "N", "why answer N was found; without N, the first", _explain),
    PromptCommand(":cite", "N", "a citation of answer N; without N, of the first", _cite, options=FORM),
    PromptCommand(
        ":check",
        "WORDS",
        "is this quotation on record?",
        _check,
        options=frozenset({"speaker", "source", "date", *FORM}),
    ),
    PromptCommand(
        ":first",
        "WORDS",
        "where these words first appeared, by anyone",
        _show_first_use,
        options=frozenset({"source", *FORM}),
    ),
    PromptCommand(
        ":timeline", "NAME on TOPIC", "what somebody said, the oldest first", _show_timeline, _speakers, LISTING | DAYS
    ),
    PromptCommand(":compare", "NAME and NAME on TOPIC", "what two people said", _compare, _speakers, LISTING | DAYS),
    PromptCommand(
        ":who", "TOPIC", "who spoke on it, how often and when; without a topic, on the last one", _who, options=LISTING
    ),
    PromptCommand(":others", "", "who else spoke on the last topic", _others, options=LISTING),
    PromptCommand(":speaker", "NAME", "only what this person says; without a name, anybody", _set_speaker, _speakers),
    PromptCommand(":source", "NAME", "only from this publication; without a name, any", _set_source, _sources),
    PromptCommand(":after", "DATE", "only from this day, month or year on; without a date, any", _date_setter("after")),
    PromptCommand(
        ":before", "DATE", "only before this day, month or year; without a date, any", _date_setter("before")
    ),
    PromptCommand(":limit", "N", "the maximum number of answers; without a number, as configured", _set_limit),
    PromptCommand(
        ":json", "on|off", "answer in JSON; without on or off, it switches", _set_json, lambda _: ("on", "off")
    ),
    PromptCommand(":options", "", "show what is set", _show_options),
    PromptCommand(":reset", "", "set everything back", _reset),
    PromptCommand(":help", "", "this list", _show_help),
    PromptCommand(":quit", "", "leave; so does Ctrl-D", _quit),
)

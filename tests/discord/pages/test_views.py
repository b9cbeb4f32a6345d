import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from discord import ui
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.database import Rules, kept_replies
from bot.discord.pages import layout, markdown, views
from bot.discord.pages.button_ids import CITE, AnswerButton, ButtonAction, ContextMenu
from bot.rendering import formatting
from retrieval.models import (
    Answer,
    Article,
    Basis,
    Coverage,
    Kind,
    Modality,
    NearestMiss,
    Novelty,
    NoveltyKind,
    PartialDate,
    Passage,
    Precision,
    Published,
    Question,
    Quotation,
    Reply,
    Role,
    Searched,
    Silence,
    Span,
)
from tests.conftest import at_most
from tests.discord.conftest import with_plain_spaces
from tests.paths import SEEDS

ARTICLES = sorted(SEEDS.glob("*.txt"))


PARAGRAPHS = [
    part for seed in ARTICLES for part in re.split(r"\n\s*\n", seed.read_text(encoding="utf-8")) if part.strip()
]


BRIEFING = Article(
    id="2012-02-07-huffpost-uk-trickett-briefing.txt",
    text=next(seed for seed in ARTICLES if "trickett" in seed.name).read_text(encoding="utf-8"),
    title="Jon Trickett Calls For Investigation Into Alleged Number 10 Briefing Against Lansley",
    source="HuffPost UK",
    published=Published(PartialDate.parse("2012-02-07"), Basis.STATED),
    url="https://example.org/trickett",
)


BURNHAM = Question("what did Burnham say about Lansley?", speaker="Andy Burnham", topic="Lansley", asks_for_words=True)


ASKED = f"{BURNHAM.text}\n-# speaker: Andy Burnham · topic: Lansley"
KEY = "key-of-asked"


UNKNOWN = "source unknown · date unknown"


TRICKY = st.lists(
    st.sampled_from(
        [
            *"\\*_~`|<>[]()#-+.:@/!1a “”…\n\u200b\u202e",
            *("**", "||", "```", "\\*", "\n- ", "\n1. ", "\n> ", "\n-# ", "> ", "* ", "Word. "),
            *("@everyone", "@here", "<@1>", "<#1>", "<t:1:R>", "<:x:1>", ":x:", "https://", "[a](b)"),
        ]
    ),
    max_size=30,
).map("".join)


TEXTS = st.one_of(TRICKY, st.text(max_size=60), st.sampled_from(PARAGRAPHS))


def answer(text: str, highlights: tuple[Span, ...] = (), **about: str) -> Answer:
    """An answer with all of its article as its passage; `about` gives title, url or source, and the speaker."""
    speaker = about.pop("speaker", None)
    article = Article("a.txt", text, **about)  # type: ignore[arg-type]
    quotation = Quotation(article, ((0, len(text)),), Kind.DIRECT, speaker) if speaker else None
    return Answer(article, 0, len(text), quotation, highlights, 1.0, {})


def reply(*answers: Answer, reason: str | None = None, understood: Question = BURNHAM) -> Reply:
    return Reply(understood.text, understood, answers, 0.9, reason, "g", 1.0)


def texts(view: layout.PageLayout) -> list[str]:
    return [with_plain_spaces(item.content) for item in view.walk_children() if isinstance(item, ui.TextDisplay)]


def page(reply: Reply, answers: int, *, private: bool = False) -> layout.PageLayout:
    return views.first_page(reply, answers, KEY, private=private)


def buttons(view: layout.PageLayout) -> list[str]:
    """The custom ids of the buttons in order. A link button has its address instead."""
    found = [item for item in view.walk_children() if isinstance(item, (AnswerButton, ui.Button))]
    return [item.custom_id if isinstance(item, AnswerButton) else item.url or "" for item in found]


def menu(view: layout.PageLayout) -> list[tuple[str, str]]:
    """The label and the value of each context in the menu."""
    menus = [item for item in view.walk_children() if isinstance(item, ContextMenu)]
    entries = [(with_plain_spaces(entry.label), entry.value) for entry in menus[0].item.options] if menus else []
    return [(label, value) for label, value in entries if not value.startswith(CITE)]


def unescaped(text: str) -> str:
    """A quotation block as a reader sees it, with its marks and backslashes removed."""
    lines = [line.removeprefix("> ") for line in text.split("\n")]
    return re.sub(r"\\(.)|\*\*", lambda mark: mark[1] or "", "\n".join(lines))


def test_an_answer_is_quoted_with_speaker_role_source_date_and_title() -> None:
    start = BRIEFING.text.index('"Rather than')
    end = BRIEFING.text.index("\n", start)
    burnham = Quotation(
        BRIEFING, ((start, end),), Kind.DIRECT, "Andy Burnham", "Shadow Health Secretary Andy Burnham", "said"
    )
    rather = Answer(BRIEFING, start, end, burnham, ((1, 40),), 1.0, {})
    assert texts(page(reply(rather), 3)) == [
        f"{BURNHAM.text}\n-# speaker: Andy Burnham",
        '> "**Rather than looking for someone else to** blame, he must now take responsibility for breaking his '
        'personal promises to NHS staff."',
        "Andy Burnham, Shadow Health Secretary\nHuffPost UK · 7 February 2012\n"
        "-# Jon Trickett Calls For Investigation…",
    ]

    assert menu(page(reply(rather), 3)) == [
        ("Andy Burnham · HuffPost UK · 7 February 2012", ContextMenu.value(BRIEFING.id, start, end, rather.text))
    ]
    assert buttons(page(reply(rather), 3)) == [
        "https://example.org/trickett#:~:text=Rather%20than%20looking%20for%20someone%20else%20to%20blame%2C%20"
        "he%20must%20now%20take%20responsibility%20for%20breaking%20his%20personal%20promises%20to%20NHS%20staff",
        *(f"onrecord:{act}:{KEY}" for act in ("follow", "up", "down", "alert", "wrong", "delete")),
    ]


BESIDE = [
    pytest.param("Mayor Ann Lee", "Mayor Ann Lee said no.", "Ann Lee · ", id="the role stands in the words"),
    pytest.param("Mayor Ann Lee", "The mayoral Ann Lee said no.", "Ann Lee, Mayor\n", id="a part of a word"),
    pytest.param("Ann Lee, the chief whip,", "No, said the Chief Whip.", "Ann Lee · ", id="a role behind the name"),
    pytest.param("Ann Lee, the chief whip,", "No, said Lee.", "Ann Lee, the chief whip\n", id="of another paragraph"),
]


@pytest.mark.parametrize(("mention", "words", "credit"), BESIDE)
def test_a_role_is_not_repeated_below_words_that_have_it(mention: str, words: str, credit: str) -> None:
    article = replace(BRIEFING, text=words)
    said = Quotation(article, ((0, len(words)),), Kind.DIRECT, "Ann Lee", mention)
    assert texts(page(reply(Answer(article, 0, len(words), said, (), 1.0, {})), 1))[2].startswith(credit)


UNDERSTOOD = [
    pytest.param(Question("Lee on bread?", "Ann Lee", "bread"), "\n-# speaker: Ann Lee", id="the topic as asked"),
    pytest.param(Question("Ann Lee on rolls?", "Ann Lee", "bread"), "\n-# topic: bread", id="the speaker as asked"),
    pytest.param(Question("Ann Lee on bread in HSJ", "Ann Lee", "bread", source="HSJ"), "", id="all as asked"),
]


@pytest.mark.parametrize(("question", "small"), UNDERSTOOD)
def test_above_an_answer_stands_only_what_the_question_does_not_say_itself(question: Question, small: str) -> None:
    answer = Answer(BRIEFING, 0, 9, None, (), 1.0, {})
    assert texts(page(reply(answer, understood=question), 1))[0] == question.text + small
    assert f"speaker: Ann Lee · topic: {question.topic}" in texts(page(reply(reason="no", understood=question), 1))[0]


def test_an_answer_shows_above_the_words_that_they_were_denied_and_below_them_who_reports_them() -> None:
    article = Article("a.txt", "He sold it.", source="HSJ")
    denied = Quotation(article, ((0, 11),), Kind.DIRECT, "Tom Frost", modality=Modality.DENIED, carrier="Ann Lee")
    assert texts(page(reply(Answer(article, 0, 11, denied, (), 1.0, {})), 3))[1:] == [
        "denied:\n> He sold it.",
        "Tom Frost, as reported by Ann Lee\nHSJ · date unknown",
    ]


def two_days() -> tuple[Answer, Quotation]:
    """An answer, and what its speaker said on a day before."""
    said = []
    for day, words in (("2012-02-07", "We will sell *it*."), ("2012-02-01", "We will not sell *it*.")):
        article = Article(f"{day}.txt", words, source="HSJ", published=Published(PartialDate.parse(day), Basis.STATED))
        said.append(Quotation(article, ((0, len(words)),), Kind.DIRECT, "Tom Frost"))
    now, earlier = said
    return Answer(now.article, 0, len(now.text), now, (), 1.0, {}), earlier


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        pytest.param(NoveltyKind.FIRST, "Tom Frost’s first on “the quay” in this archive, by these words", id="first"),
        pytest.param(NoveltyKind.AGAIN, "The same as before: in 2 earlier articles, since 1 February 2012", id="again"),
        pytest.param(
            NoveltyKind.AGAINST,
            "1 February 2012: “We will not sell \\*it\\*.” · 7 February 2012: “We will sell \\*it\\*.”",
            id="against",
        ),
    ],
)
def test_an_answer_says_below_its_source_what_is_new_and_says_it_still_when_it_is_kept(
    kind: NoveltyKind, line: str
) -> None:
    answer, earlier = two_days()
    matter = "the quay" if kind is NoveltyKind.FIRST else None
    new = Novelty(kind, 2, PartialDate.parse("2012-02-01"), earlier, matter)
    asked = reply(replace(answer, novelty=new))
    kept = kept_replies.from_json(kept_replies.to_json(asked))
    for each in (asked, kept):
        assert texts(page(each, 3))[-1] == f"Tom Frost · HSJ · 7 February 2012\n-# {line}"
    assert texts(page(reply(answer), 3))[-1] == "Tom Frost · HSJ · 7 February 2012"


def test_a_channel_with_one_source_does_not_compare_with_the_words_of_others() -> None:
    answer, earlier = two_days()
    new = Novelty(NoveltyKind.AGAIN, 1, PartialDate.parse("2012-02-01"), earlier)
    asked = reply(replace(answer, novelty=new))
    assert views.filter_reply(asked, Rules(source="HSJ")).answers[0].novelty is None
    assert views.filter_reply(asked, Rules()).answers[0].novelty == new


def by(speaker: str | None, role: Role, kind: Kind = Kind.DIRECT) -> Answer:
    article = Article("a.txt", "He sold it.", source="HSJ")
    return Answer(article, 0, 11, Quotation(article, ((0, 11),), kind, speaker), ((3, 7),), 1.0, {}, role=role)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param(
            [by("Andy Burnham", Role.ANSWER), by("Tom Frost", Role.RELATED), by("Ann Lee", Role.RELATED)],
            [None],
            id="others below the words of the one asked about, behind More",
        ),
    ],
)
def test_related_passages_stand_below_a_divider(answers: list[Answer], expected: list[str | None]) -> None:
    view = page(reply(*answers), 5)
    lines = texts(view)[1:]
    above = [lines[at - 1] for at, line in enumerate(lines) if line == "> He **sold** it."]
    assert [line if line.startswith("-# ") else None for line in [*lines[:1], *above[1:]]] == [
        line or None for line in expected
    ]
    assert buttons(view)[-1] == f"onrecord:delete:{KEY}"
    assert (f"onrecord:more:{KEY}:1:0" in buttons(view)) is (answers[0].role is Role.ANSWER)


def test_others_on_this_stand_in_small_print_below_the_answers_of_the_first_page() -> None:
    one, other = by("Andy Burnham", Role.ANSWER), by("Tom Frost", Role.RELATED)
    view = page(reply(one, one, other, other), 1)
    assert texts(view)[1:] == [
        "> He **sold** it.",
        "Andy Burnham · HSJ · date unknown",
        "-# Others on this: Tom Frost",
    ]
    assert f"onrecord:more:{KEY}:1:0" in buttons(view)
    whole = views.next_page(reply(one, one, other, other), 3, KEY, views.PageStart(1))
    assert texts(whole)[1:4] == ["> He **sold** it.", "Andy Burnham · HSJ · date unknown", "-# Others on this:"]


@pytest.mark.parametrize(
    ("sources", "small"),
    [
        pytest.param(("HSJ", "Courier"), ["-# Others on this: Tom Frost; articles of HSJ, Courier"], id="named"),
        pytest.param((None,), ["-# Others on this: Tom Frost"], id="unknown"),
    ],
)
def test_an_article_that_names_no_speaker_is_no_person_among_others(
    sources: Sequence[str | None], small: Sequence[str]
) -> None:
    one, other = by("Andy Burnham", Role.ANSWER), by("Tom Frost", Role.RELATED)
    unnamed = [replace(by(None, Role.RELATED), article=replace(one.article, source=source)) for source in sources]
    assert texts(page(reply(one, *unnamed, other), 1))[3:] == small


OWN = [
    pytest.param(Kind.DIRECT, Modality.SAID, ((16, 25),), ["gone away"], id="direct"),
    pytest.param(Kind.MIXED, Modality.SAID, ((3, 27),), ["gone away"], id="only the quoted part of a mixed one"),
    pytest.param(Kind.INDIRECT, Modality.SAID, ((3, 27),), [], id="reported"),
    pytest.param(Kind.DIRECT, Modality.DENIED, ((16, 25),), [], id="denied"),
    pytest.param(Kind.DIRECT, Modality.SAID, ((40, 44),), [], id="elsewhere"),
]


@pytest.mark.parametrize(("kind", "modality", "spans", "bold"), OWN)
def test_only_the_speakers_own_words_are_bold(
    kind: Kind, modality: Modality, spans: tuple[Span, ...], bold: list[str]
) -> None:
    text = "He said it had “gone away” long ago, he said."
    article = Article("a.txt", text)
    quotation = Quotation(article, spans, kind, "Tom Frost", modality=modality)
    whole = formatting.own_words(Passage(article, 0, len(text)), quotation, [(3, 36)])
    assert [text[slice(*span)] for span in whole] == bold


def test_the_divider_stands_again_above_the_related_passages_of_a_later_page() -> None:
    whole = reply(*[by("Andy Burnham", Role.ANSWER)] * 2, *[by("Tom Frost", Role.RELATED)] * 2)
    assert texts(views.next_page(whole, 3, KEY, views.PageStart(3)))[:2] == ["-# Further on:", "-# Others on this:"]


def test_a_subheading_is_shown_small_above_the_first_part_of_an_answer() -> None:
    article = Article("a.txt", "*Hard*\n\n" + "It is sold. " * 400)
    long = Answer(article, 8, len(article.text), None, (), 1.0, {}, heading=(0, 8))
    first, rest = page(reply(long), 3), views.next_page(reply(long), 3, KEY, views.PageStart(0, 3000))
    assert texts(first)[1].startswith("-# \\*Hard\\*\n> It is sold. ")
    assert texts(rest)[1].startswith("> … It is sold. ")
    assert first.content_length() <= markdown.MAX_MESSAGE_CHARS


def test_reported_words_are_the_papers_and_not_in_bold() -> None:
    assert texts(page(reply(by("Tom Frost", Role.ANSWER, Kind.INDIRECT)), 3))[1:] == [
        "> He sold it.",
        "Tom Frost · reported by HSJ · date unknown",
    ]


@pytest.mark.parametrize(
    ("mention", "credit"),
    [
        ("Mr Ek", "Bo Ek, then Health Secretary\nHSJ · date unknown"),
        ("Mayor of Sund Bo Ek", "Bo Ek, Mayor of Sund\nHSJ · date unknown"),
    ],
    ids=["of other articles of that time", "the mention's own role"],
)
def test_the_office_on_the_day_stands_beside_the_name_also_in_a_kept_answer(mention: str, credit: str) -> None:
    article = Article("a.txt", "No.", source="HSJ")
    quotation = Quotation(article, ((0, 3),), Kind.DIRECT, "Bo Ek", mention)
    one = Answer(article, 0, 3, quotation, (), 1.0, {}, office="Health Secretary")
    for each in (reply(one), kept_replies.from_json(kept_replies.to_json(reply(one)))):
        assert texts(page(each, 3))[2] == credit


def test_a_private_answer_can_be_shared_and_a_public_one_deleted() -> None:
    one = reply(answer("One."))
    assert [button.split(":")[1] for button in buttons(page(one, 3, private=True))] == [
        "follow",
        "share",
        "up",
        "down",
        "wrong",
    ]
    assert [button.split(":")[1] for button in buttons(page(one, 3))] == ["follow", "up", "down", "wrong", "delete"]


def test_two_other_articles_with_the_same_words_are_named_and_the_rest_counted() -> None:
    others = tuple(Passage(Article(f"{name}.txt", "No.", source=name), 0, 3) for name in ("HSJ", "Mail", "Sun"))
    again = replace(answer("No."), also=others)
    assert texts(page(reply(again), 3))[2] == (
        f"{UNKNOWN}\n-# also: HSJ · date unknown\n-# also: Mail · date unknown\n-# and in 1 more article"
    )


def test_articles_with_nearly_the_same_words_are_named_as_such() -> None:
    same, near = (Passage(Article(f"{name}.txt", "No.", source=name), 0, 3) for name in ("HSJ", "Mail"))
    again = replace(answer("No."), also=(same,), nearly=(near,))
    assert texts(page(reply(again), 3))[2] == (
        f"{UNKNOWN}\n-# also: HSJ · date unknown\n-# nearly the same words: Mail · date unknown"
    )


def test_unknown_source_and_date_are_shown_as_unknown_and_no_speaker_is_guessed() -> None:
    assert texts(page(reply(answer("No.")), 3))[1:] == ["> No.", UNKNOWN]


def test_an_inferred_month_is_shown_as_such() -> None:
    published = Published(PartialDate(PartialDate.parse("2011-05").first, Precision.MONTH), Basis.INFERRED)
    article = Article("a.txt", "No.", published=published)
    shown = texts(page(reply(Answer(article, 0, 3, None, (), 1.0, {})), 3))
    assert shown[1:] == ["> No.", "source unknown · May 2011 (inferred)"]


def test_no_line_ends_within_a_date_or_begins_with_a_dot() -> None:
    article = Article(
        "a.txt", "No.", source="HSJ", published=Published(PartialDate.parse("2015-01-27"), Basis.INFERRED)
    )
    assert layout.source_and_date(article).split(" ") == ["HSJ\xa0·", "27\xa0January\xa02015\xa0(inferred)"]


@pytest.mark.parametrize(("url", "beside"), [(None, []), ("https://example.org/", ["https://example.org/#:~:text=No"])])
def test_a_link_to_the_article_is_beside_the_credit_if_the_article_has_an_address(
    url: str | None, beside: list[str]
) -> None:
    view = page(reply(Answer(Article("a.txt", "No.", url=url), 0, 3, None, (), 1.0, {})), 3)
    container = view.children[0]
    assert isinstance(container, ui.Container)
    links = [part.accessory for part in container.children if isinstance(part, ui.Section)]
    assert [link.url for link in links if isinstance(link, ui.Button)] == beside


@pytest.mark.parametrize("url", [None, "https://example.org/"])
def test_a_link_leads_to_the_words_in_the_reading_room_where_there_is_one(url: str | None) -> None:
    article = Article("old/a b.txt", "Rain.\n\nNo.", url=url)
    fresh = reply(Answer(article, 7, 10, None, (), 1.0, {}))
    for each in (fresh, kept_replies.from_json(kept_replies.to_json(fresh))):
        first = views.first_page(each, 3, KEY, private=False, reading_room="https://room.example/")
        later = views.next_page(each, 3, KEY, views.FIRST_PAGE, "https://room.example/")
        for view in (first, later):
            assert "https://room.example/article?id=old%2Fa+b.txt&at=7-10#words" in buttons(view)


def test_a_passage_that_stands_on_a_page_twice_is_in_the_menu_once() -> None:
    one = answer("One.", speaker="Tom Frost")
    assert [label for label, _ in menu(page(reply(one, one, answer("Two.")), 3))] == [f"Tom Frost · {UNKNOWN}", UNKNOWN]


def test_the_more_button_leads_to_answers_beyond_the_limit() -> None:
    several = reply(*map(answer, ["One.", "Two.", "Three."]))
    assert texts(page(several, 2))[1:] == ["> One.", UNKNOWN, "> Two.", UNKNOWN]
    assert f"onrecord:more:{KEY}:2:0" in buttons(page(several, 2))
    further = views.next_page(several, 2, KEY, views.PageStart(2))
    assert texts(further) == ["-# Further on:", "> Three.", UNKNOWN]
    assert [button for button in buttons(further) if "more" in button] == []


def test_an_abstention_gives_its_reason_and_a_button_to_the_closest_passages() -> None:
    none = reply(*map(answer, ["One.", "Two.", "Three."]), reason="nobody called *Hunt* is quoted")
    assert texts(page(none, 2)) == [f"{ASKED}\n### Nothing on record\nNobody called \\*Hunt\\* is quoted."]
    assert buttons(page(none, 2))[0] == f"onrecord:more:{KEY}:0:0"
    assert texts(views.next_page(none, 2, KEY, views.FIRST_PAGE)) == [
        "-# The closest passages, which do not answer the question:",
        *("> One.", UNKNOWN),
        *("> Two.", UNKNOWN),
    ]


def test_an_abstention_without_a_passage_has_no_button_for_closest_passages() -> None:
    empty = page(reply(reason="the archive is empty"), 3)
    assert texts(empty) == [
        f"{BURNHAM.text}\n-# speaker: Andy Burnham · topic: Lansley\n### Nothing on record\nThe archive is empty."
    ]
    assert [button.split(":")[1] for button in buttons(empty)] == ["follow", "up", "down", "delete"]


LINKS = [
    pytest.param("https://example.org/a?b=c#d", "https://example.org/a?b=c#d:~:text=No", id="https"),
    pytest.param("https://example.org/%C3%A9 é", "https://example.org/%C3%A9%20%C3%A9", id="space"),
    pytest.param("javascript:alert(1)", None, id="another scheme"),
    pytest.param("www.example.org", None, id="no scheme"),
    pytest.param("https://[example", None, id="no address"),
    pytest.param("https://example.org/" + "a" * 500, None, id="too long"),
]


@pytest.mark.parametrize(("url", "link"), LINKS)
def test_only_a_web_address_is_linked(url: str, link: str | None) -> None:
    assert [button for button in buttons(page(reply(answer("No.", url=url)), 3)) if "onrecord:" not in button] == (
        [link] if link else []
    )


def test_names_and_titles_are_escaped() -> None:
    hostile = answer("No.", title="[x](https://a)\n# y", source="<@1>\n- *s*", speaker="@everyone **")
    understood = Question("q", topic="# <@&1>\n@here")
    assert texts(page(reply(hostile, understood=understood), 3)) == [
        "q\n-# topic: # \\<\\@&1> \\@here",
        "> No.",
        "\\@everyone \\*\\* · \\<\\@1> - \\*s\\* · date unknown\n-# \\[x](https\\://a) # y",
    ]


def test_a_long_passage_is_cut_at_the_end_of_a_sentence_and_more_continues_it() -> None:
    long = reply(answer("Mr. Hunt said: “No.” " * 300 + "End"), answer("Two."))
    shown = texts(page(long, 3))
    assert re.fullmatch(r"> (Mr\. Hunt said: “No.” ){15,25}…", shown[1])
    assert shown[2:] == [UNKNOWN]
    cut = 21 * shown[1].count("Hunt")
    assert f"onrecord:more:{KEY}:0:{cut}" in buttons(page(long, 3))
    further = texts(views.next_page(long, 3, KEY, views.PageStart(0, cut)))
    assert re.fullmatch(r"> … (Mr\. Hunt said: “No.” ){150,199}…", further[1])
    last = texts(views.next_page(long, 3, KEY, views.PageStart(0, 21 * 290)))
    assert last[1].endswith("End")
    assert last[3] == "> Two."


def test_a_sentence_too_long_to_show_is_cut_between_words() -> None:
    long = reply(answer("word " * 1000))
    assert re.fullmatch(r"> (word ){70,120}…", texts(page(long, 3))[1])
    assert re.fullmatch(r"> (word ){600,799}…", texts(views.next_page(long, 3, KEY, views.FIRST_PAGE))[1])


PARTS = st.one_of(TEXTS, st.sampled_from(["*", "Yes. ", "word ", "x", "\n"]))


ABOUT = st.fixed_dictionaries({"title": PARTS, "source": PARTS, "speaker": PARTS, "url": PARTS})


def repeated(text: str, length: int) -> str:
    return text * -(-length // max(1, len(text)))


@at_most(40)
@given(
    passages=st.lists(st.tuples(PARTS, st.sampled_from([1, 1200, 9000]), ABOUT), max_size=12),
    copies=st.sampled_from([1, 5]),
    topic=PARTS,
    reason=st.one_of(st.none(), PARTS),
    size=st.sampled_from([1, 900]),
)
def test_a_reply_of_any_size_keeps_to_discords_limits(
    passages: list[tuple[str, int, dict[str, str]]], copies: int, topic: str, reason: str | None, size: int
) -> None:
    answers = [
        answer(
            repeated(text, length), ((0, 9), (5, 2000)), **{key: repeated(value, size) for key, value in about.items()}
        )
        for text, length, about in passages
    ]
    whole = reply(
        *answers * copies,
        reason=reason and repeated(reason, size),
        understood=Question("q", topic=repeated(topic, size)),
    )
    for view in (page(whole, 50), views.next_page(whole, 50, KEY, views.PageStart(len(answers) // 2, 7))):
        assert view.content_length() <= 4000
        assert len(list(view.walk_children())) <= 40
        assert all(text.strip() for text in texts(view))
        assert all(len(each) <= (512 if each.startswith("https://") else 100) for each in buttons(view))


@at_most(40)
@given(st.lists(st.integers(1, 30), min_size=1, max_size=400), st.integers(1, 4))
def test_no_page_ends_within_a_word(lengths: list[int], times: int) -> None:
    words = ["x" * length + (". " if length % 7 == 0 else " ") for length in lengths * times]
    whole = reply(answer("".join(words).strip()))
    begin: views.PageStart | None = views.FIRST_PAGE
    while begin:
        view = views.next_page(whole, 1, KEY, begin)
        shown = texts(view)[1].removeprefix("> ").removeprefix("… ").removesuffix(" …")
        assert f" {shown} " in f" {whole.answers[0].text} "
        at = next((button for button in buttons(view) if f":{ButtonAction.MORE}:" in button), None)
        begin = views.PageStart(*map(int, at.split(":")[-2:])) if at else None


@at_most(40)
@given(
    passages=st.lists(st.tuples(PARTS, st.sampled_from([1, 1200, 9000])), max_size=4),
    wanted=st.integers(1, 6),
)
def test_more_shows_every_word_of_every_answer_and_then_ends(passages: list[tuple[str, int]], wanted: int) -> None:
    whole = reply(*(answer(repeated(text, length)) for text, length in passages))
    view, shown = page(whole, wanted), ""
    for _ in range(40):
        shown += " ".join(text for text in texts(view) if text.startswith(">"))
        at = next((button for button in buttons(view) if f":{ButtonAction.MORE}:" in button), None)
        if at is None:
            break
        begin = views.PageStart(*map(int, at.split(":")[-2:]))
        view = views.next_page(whole, wanted, KEY, begin)
    assert at is None
    words = "".join(markdown.visible(each.text) for each in whole.answers)
    kept = re.compile(r"[^\w]")
    assert kept.sub("", unescaped(shown)) == kept.sub("", words)


def test_a_silence_says_on_one_line_what_was_searched_and_a_button_says_the_rest() -> None:
    nearest = NearestMiss("a.txt", 0, 7, "Re*forms*", "HSJ", None, "Bo Ek", "it quotes Bo Ek, not Ann Lee")
    covered = Coverage(4, 0, "2011-05", "2015-01-27", ("HSJ",))
    searched = Searched("/srv/articles", covered, "g", "2026-11-29T08:00:00", ("Lee",), 12, quoted=5, nearest=nearest)
    none = replace(reply(reason="Ann Lee is quoted 5 times"), silence=Silence.NOTHING_FOUND, searched=searched)
    line = "-# Searched 4 articles, May 2011 to 27 January 2015 · “Lee” in 12 passages, quoted in 5"
    assert texts(page(none, 1))[0].splitlines()[-1] == line
    assert f"onrecord:searched:{KEY}" in buttons(page(none, 1))
    (details,) = texts(views.searched_page(none))
    assert "/srv" not in details
    assert details.splitlines()[-1] == (
        "Nearest: “Re\\*forms\\*” · HSJ · date unknown. It is no answer: it quotes Bo Ek, not Ann Lee."
    )
    elsewhere = views.filter_reply(none, Rules(source="The Courier"))
    assert elsewhere.searched
    assert elsewhere.searched.nearest is None


def test_an_answer_has_no_button_for_what_was_searched() -> None:
    assert [button for button in buttons(page(reply(answer("So.")), 1)) if "searched" in button] == []

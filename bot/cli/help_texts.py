"""What help and the man page say beside the options of each command: examples, exit statuses, files, environment."""

EXAMPLES = (
    ("onrecord ask what did Burnham say about Lansley", "answer in the speaker's own words"),
    (
        'onrecord -a ~/articles ask who warned of bureaucracy --after 2012-02 --source "HuffPost UK"',
        "in your own articles",
    ),
    ('onrecord check "taken out and shot"', "is a quotation on record?"),
    ('onrecord cite "taken out and shot" --format bibtex', "for a bibliography, with a link to the words"),
    ("onrecord timeline Burnham the NHS", "what somebody said, the oldest first"),
    ("onrecord compare Burnham Lansley the bill", "two people on one topic"),
    ("onrecord who the NHS", "who spoke on it, how often and when"),
    ("onrecord quotations --speaker Miliband --format csv", "for a spreadsheet"),
    ("onrecord export --output quotations.parquet", "everything that was said, for pandas, R or DuckDB"),
    ("onrecord repl", "question after question"),
    ("onrecord web", "the same in a browser"),
    ("onrecord mcp", "for language models"),
)

EXIT_STATUSES = (
    (0, "answered or done"),
    (1, "nothing on record; for check also: not on record as given"),
    (2, "an error: one line on standard error says what to do next"),
    (130, "interrupted with Ctrl-C"),
)

FILES = (
    ("config.toml", "settings: of the working folder, if it is On Record's, else of the user's config folder"),
    ("~/.config/onrecord/", "the user's config folder on Linux"),
    ("~/.local/share/onrecord/indexes/", "the indexes on Linux, one for each archive; `onrecord status` names its own"),
)

ENVIRONMENT = (
    ("DISCORD_TOKEN", "the token of the Discord bot"),
    ("ONRECORD_TOKEN", "the token of the reading room; needed if other machines can reach it"),
    ("MILVUS_TOKEN", "the token of a Milvus cluster"),
    ("PAGER", "the program for output longer than the screen; `cat` for none"),
    ("NO_COLOR", "if it is set, there are no colours"),
)

# below the help of each command
COMMON_OPTIONS = "Every command has --config, --archive, --index, --debug and --no-pager: see onrecord --help."


def epilog() -> str:
    """What stands below the list of commands in `onrecord --help`."""
    lines = ["examples:"]
    for command, purpose in EXAMPLES:
        lines += [f"  {command}", f"      {purpose}"]
    lines += ["", "exit status:", *(f"  {number:<3}  {meaning}" for number, meaning in EXIT_STATUSES)]
    lines += ["", "onrecord help COMMAND says more of a command, onrecord man has all of them."]
    return "\n".join(lines)

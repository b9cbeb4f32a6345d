"""How much one file may cost. What would cost more is left out with a reason, and the rest of the archive is read."""

MEGABYTE = 2**20

LARGEST = 32 * MEGABYTE  # bytes of a file, or of a member of a packed one, that has to be read whole
TOO_LARGE = f"is larger than {LARGEST // MEGABYTE} MB"
LONGEST = 2_000_000  # characters of one article; a long novel has half as many
LONGEST_ROW = 4 * MEGABYTE  # bytes of a row of JSON Lines or CSV
LONGEST_FRONT_MATTER = 64 * 1024  # characters; a YAML parser reads no faster than a hundred thousand a second
MOST_MEMBERS = 200_000  # of one packed file
MOST_UNPACKED = 4096 * MEGABYTE  # bytes that one packed file may come to
LONGEST_NAME = 200  # characters of a row's own id

SECONDS = 30.0  # for which a file's parser may run
MEMORY = 1024 * MEGABYTE  # bytes that it may take on top of the program itself
PARSED_AT_ONCE = 8  # files handed out to the parsers before the first of them is waited for
TOLD = 100  # files that are named for one reason; further ones are only counted

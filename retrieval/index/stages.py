"""The stages that make an index, and their versions. Raise a stage's version when its results may change.

`onrecord index` then builds a new generation. It repeats that stage for every article, and the work that depends on it.
Every build reads all files and writes all tables. So a new version of ingest or tables only causes a build:

    stage         input → result                       work repeated for unchanged articles
    ingest        files → articles                     none
    passages      article → passages                   cutting, parsing and attributing
    attribution   passages → quotations, speakers      parsing and attributing
    embedding     passages and words → vectors         embedding
    tables        all of these → search structures     none

LAYOUT is the version of the files whose contents a build reuses: the manifest, archive.db, archive/, vectors/ and
terms/. Raise it when this program can no longer read existing files. Everything is then done again.

tests/indexing/test_stages.py fails if the source of a stage has changed since its digest was recorded. Raise the
version if necessary, and then run `python -m tests.stages` to record the new digest.
"""

VERSIONS = {"ingest": 16, "passages": 7, "attribution": 20, "embedding": 2, "tables": 12}
LAYOUT = 22

"""The stages that make an index, and their versions. Raise a stage's version when its results may change.

`onrecord index` then repeats that stage for every article, and with it only the work that depends on it:

    stage         input → result                       repeated when its version is raised
    ingest        files → articles                     reading, which every build does anyway
    passages      article → passages                   cutting, parsing and attributing
    attribution   passages → quotations, speakers      parsing and attributing
    embedding     passages and words → vectors         embedding
    tables        all of these → search structures     writing, which every build does anyway

LAYOUT is the version of the files whose contents a build reuses: the manifest, archive.db, archive/, vectors/ and
terms/. Raise it when this program can no longer read existing files. Everything is then done again.

tests/indexing/test_stages.py fails if the source of a stage has changed since its digest was recorded. Raise the
version if necessary, and then run `python -m tests.stages` to record the new digest.
"""

VERSIONS = {"ingest": 1, "passages": 2, "attribution": 2, "embedding": 1, "tables": 2}
LAYOUT = 21

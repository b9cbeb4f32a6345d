"""The stages that make an index, and their versions. Raise a stage's version when what it makes can differ.

`onrecord index` then does that stage again for every article, and only what depends on it:

    stage         what it makes                        raising its version does again
    ingest        files → articles                     reading, as every build does
    passages      article → passages                   cutting, parsing and attributing
    attribution   passages → quotations, speakers      parsing and attributing
    embedding     passages and words → vectors         embedding
    tables        all of these → what is searched      writing, as every build does

LAYOUT is the version of the files that a build carries work over from: the manifest, archive.db, archive/, vectors/ and
terms/. Raise it when this program cannot read those that are there; everything is then done again.

tests/indexing/test_stages.py fails when a stage's source has changed and its version has not;
`python -m tests.stages` then writes down that the version was given for the source as it is.
"""

VERSIONS = {"ingest": 1, "passages": 1, "attribution": 1, "embedding": 1, "tables": 1}
LAYOUT = 20

"""An archive on a Milvus cluster, shared by several bots (docs/scale.md says when that pays).

    onrecord index                      the bots
        generation on this machine          alias ──→ collections ──→ the same ranking, the same answers
            │ backend.py                      ↑
            └──→ new collections, counted and searched ──→ one switch of the alias

One generation is three collections, named after it (schema.py):

    onrecord_20261122T060301_5f3c9a            a passage a row: vector, scalars to filter by, words, quotations
    onrecord_20261122T060301_5f3c9a_articles   the articles' texts, in pieces
    onrecord_20261122T060301_5f3c9a_files      what every bot keeps a copy of: people, vocabulary, manifest

The alias `onrecord` names the first; a bot finds the others by its name, so one switch of the alias moves all three.
"""

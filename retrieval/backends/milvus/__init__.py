"""An archive on a Milvus cluster, shared by as many bots as ask it (docs/scale.md says when that pays).

    onrecord index                      the bots
        generation on this machine          alias ──→ collections ──→ the same ranking, the same answers
            │ publishing.py                   ↑
            └──→ new collections, counted and searched ──→ one switch of the alias

One generation is three collections, named after it (schema.py):

    onrecord_20261122T060301_5f3c9a            a passage a row: vector, scalars to filter by, words, quotations
    onrecord_20261122T060301_5f3c9a_articles   the articles' texts, in pieces
    onrecord_20261122T060301_5f3c9a_files      what is small enough for every bot to keep: people, vocabulary, manifest

The alias `onrecord` names the first; whoever opens the archive finds the others by it, so that one switch moves all.
"""

"""From a folder of articles to a generation of the index.

    build               the whole way, in order
    pipeline            articles → passages, quotations and vectors, in batches
    attribution_pool    quotations, in several processes
    embedding           what a vector is made from
    checkpoint          work that need not be done again
    search_structures   BM25, lexicon and the speakers' words
    generations         drafts, and which generation is current
    verify              the check of a draft before it answers
    ray_pipeline        the pipeline on a Ray cluster

The versions of these stages stand in retrieval/index/stages.py.
"""

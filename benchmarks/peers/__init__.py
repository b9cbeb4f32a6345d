"""Compares On Record with other systems: the same passages, model and questions, in one run.

    python -m benchmarks.peers QUESTIONS --archive FOLDER --index FOLDER       quality of the answers
    python -m benchmarks.peers.costs NEWS QUESTIONS WORK                       cost of an index

    peer.py              the interface of a peer; BM25 alone, vectors alone (bm25s, FAISS, Chroma), and both joined as
                         each project recommends: txtai, Haystack, LangChain, LlamaIndex; LangChain's with a reranker
    comparison.py        puts every question to every system in turn; times and judges the answers
    __main__.py          reads the input, runs the comparison, prints the table
    persistent.py        peers with an index on disk: FAISS, Chroma, LanceDB, txtai, Haystack
    costs.py             time to build, disk, memory, time of a search, recall

The passages are those of On Record's current generation. A peer has one text field and gets the headline and the
paragraph in it; its answers are judged by the paragraph alone. Passages are encoded once, by the encoder of the index,
and every peer gets the same vectors.

`pip install 'onrecord[peers]'` installs the peers; one that is not installed is left out, and named. No peer fetches a
model.
"""

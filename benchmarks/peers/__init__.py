"""On Record beside what else could be built in an afternoon: the same passages, model and questions, in one run.

    python -m benchmarks.peers QUESTIONS --archive FOLDER --index FOLDER       how good the answers are
    python -m benchmarks.peers.costs NEWS QUESTIONS WORK                       what an index costs

    peer.py      what a peer has to be able to do
    halves.py    BM25 alone, vectors alone: bm25s, FAISS, Chroma
    hybrids.py   both joined, the way each project recommends: txtai, Haystack, LangChain, LlamaIndex
    asking.py    every question to every system in turn, timed and judged
    __main__.py  what is read, who takes part, and the table
    kept.py      peers with their index in a folder: FAISS, Chroma, LanceDB, txtai, Haystack
    costs.py     time to build, disk, memory, time of a search, recall

The passages are those of On Record's current generation. A peer has one field for text and gets the headline, a line
end and the paragraph there; what it returns is judged by the paragraph alone, as an answer shows it. All are encoded
once, by the encoder that the index was built with, and the vectors handed to every peer.

Peers are installed with `pip install 'onrecord[peers]'`; who is not is left out, with a line that says so. No peer
fetches a model.
"""

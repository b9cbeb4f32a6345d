"""Joins quotations that belong together, after attribution has found them.

    multi_paragraph   joins a quotation that runs over several paragraphs
    speaker_turns     joins consecutive quotations of one speaker into one list of words

Attribution, the index and all that answers use it. It imports nothing of attribution, so that a question does not load
the rules that read articles.
"""

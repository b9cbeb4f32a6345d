"""Joins quotations that belong together, after attribution has found them.

    multi_paragraph   joins a quotation that runs over several paragraphs
    speaker_turns     joins consecutive quotations of one speaker into one list of words

Attribution, the index, search and quote check use it. It imports nothing from attribution, so that a question does not
load the attribution rules.
"""

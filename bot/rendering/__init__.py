"""The words in which the command line, Discord, the reading room and the tools show results.

formatting     articles, quotations and answers: date, publication, speaker; text that is safe to write to a terminal
replies        a whole reply: how its question was understood, which passages are shown
refusals       one wording for each situation in which nothing is on record; what was searched before
verdicts       on checked words and drafts
markdown       replies, quotations and lists as Markdown
draft_page     a draft with its margin notes, as a page of HTML
"""

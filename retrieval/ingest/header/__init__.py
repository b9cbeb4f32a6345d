"""Reads the lines above an article's text: headline, byline, dateline, credit lines, and the lead of an agency.

article_header   the header as a whole, and where the text begins
bylines          "By Jane Doe": names of authors
credit_lines     "The Courier, 7 February 2012, page 4"
leads            "LEEDS, March 18 (Reuters) -"
publications     names of newspapers, as these lines and the fields of files have them
"""

"""On Record in Discord, without any privileged intent.

    asking     /ask, mentions, direct messages                             what is asked, and of whom
    following  replies to an answer, and its Follow up button              what goes on from it
    answering  from a question to the first page, within a channel's rules
    desk       who may ask now; a worker a core, so many waiting           blocking work never meets the event loop
    layout     a reply as pages of text and buttons, within Discord's limits
    checking   /check and a message's own menu: is this quote on record?
    timelines  /timeline and its pages; looking is /compare, /who, /archive
    managing   /settings and /forget-me; renewing is /reindex
    buttons    what the buttons say of themselves: an act, a key, a place; they work after a restart
    pressing   what each of them does
    ledger     what has to outlast a restart: questions behind buttons, feedback, settings (SQLite)
    doors      whatever goes wrong, as one private line; answers sent once though a connection drops
    client     the bot itself, over several connections by sharding; serving starts and stops it

A handler reads what was asked, defers, calls one plain function, answers once.
"""

"""On Record in Discord, without any privileged intent.

    bot             the bot: registers commands, passes messages and button presses to their handlers; shards
    monitoring      metrics, a health check, systemd's notifications
    runner          runs the bot: start, reconnect, stop; its log
    context         what commands and handlers share: archive, database, rate limit, channel rules, name completion
    commands        the slash commands and message commands, one file each
    messages        mentions, direct messages, replies to an answer, the Follow up form, thanks and greetings
    forms           forms over Discord's window, which work after a restart
    button_ids      the buttons and their custom ids, which work after a restart
    button_handlers the function behind each button
    views           asks the archive; shows a reply as pages of text and buttons, within Discord's limits
    markdown        text escaped and truncated for Discord
    responses       sends each answer once, even if a connection drops; reports an error as one private line
    rate_limit      admission control: limits for users and servers, a pool of worker threads, servers in turn
    follows         alerts: who is told of whose new statements, and of those that are on record no more
    claims          which process answers which event, so that none is answered twice or left
    database        everything that survives a restart: questions behind buttons, votes, settings (SQLite)
    kept_replies    a reply as it was shown, as JSON for the database
    live_archive    the archive that answers, and how a newer index replaces it

A handler reads the question, defers, calls one plain function and answers once. Imports go one way: bot, then commands
and handlers, then context and the rest.
"""

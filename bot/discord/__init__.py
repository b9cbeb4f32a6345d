"""On Record in Discord, without any privileged intent.

    bot             the bot: registers commands, passes messages and button presses to their handlers; shards
    runner          runs the bot: start, reconnect, stop; its log
    monitoring      metrics, a health check, systemd's notifications
    context         what commands and handlers share: archive, database, rate limit, channel rules, name completion
    live_archive    the archive that answers, and its replacement by a newer index
    rate_limit      admission control: limits for users and servers, a pool of worker threads, servers in turn
    responses       sends each answer once, even if a connection drops; reports an error as one private line
    messages        mentions, direct messages, replies to an answer, the Follow up form, thanks and greetings
    follows         alerts: new statements of the people whom a user follows, and statements that are withdrawn
    proposals       corrections that readers propose and editors decide on
    membership      the servers that the bot is in; deletes the data of those that removed it

    commands/       the slash commands and message commands, one file each
    pages/          what a message shows
      views             asks the archive; shows a reply as pages of text and buttons, within Discord's limits
      layout            pages of text, passages and menus, as every command builds them
      markdown          text escaped and truncated for Discord
      checked_lists     several quotations checked at once
      button_ids        the buttons and their custom ids, which work after a restart
      button_handlers   the function behind each button
      forms             forms that open over Discord's window, which work after a restart
    database/       everything that survives a restart: questions behind buttons, votes, settings (SQLite)
      schema            its tables, and how older files are brought to them
      kept_replies      a reply as it was shown, as JSON for the database
      claims            which process answers which event, so that each is answered exactly once

A handler reads the question, defers, calls one plain function and answers once. Imports go one way: bot, then commands
and handlers, then context and the rest.
"""

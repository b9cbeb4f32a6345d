"""Articles in, answers out. Knows no Discord and no terminal, and loads nothing heavy until it must."""

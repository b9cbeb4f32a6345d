"""The programs through which people use On Record: command line, Discord bot, reading room (web), server for language
models. They call `retrieval` and never rank.
"""

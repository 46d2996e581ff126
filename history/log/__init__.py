"""The log in its written form: canonical entries, their tree, its tiles, checkpoints, the export and its verifier.

Nothing here knows Django or a database; ``docs/log-format.md`` is the contract of all of it.
"""

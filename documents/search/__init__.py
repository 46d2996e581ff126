"""Full text of documents, cases and applicants: words, the index and its upkeep, questions to it, snippets.

Nothing is imported here: the reader of files (`extraction`) runs in a process of its own without Django.
"""

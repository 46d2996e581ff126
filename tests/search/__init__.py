"""Search: words, questions, the index and its upkeep, what each person finds, saved filters."""

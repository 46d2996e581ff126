"""How fast the program does its work: the same measures on SQLite and, when it answers, on PostgreSQL."""

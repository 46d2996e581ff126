"""Pages of registration, of journals, and the files of documents."""

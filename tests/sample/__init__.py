"""Tables of every shape that the history must hold, known to the tests alone."""

"""Pages of applicants, of the discussion of a case, and of the guests of a case."""

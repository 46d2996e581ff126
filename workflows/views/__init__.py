"""Pages of the desk and of what several rooms show together: the case, the document."""

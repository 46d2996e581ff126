"""Forms of the desk: one for each thing that a work item may ask."""

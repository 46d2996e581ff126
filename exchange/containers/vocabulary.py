"""Words that rows of ours keep of decisions."""

REGISTERED = "registered"
REFUSED = "refused"

"""Pages of certificates, and what authorities say to anybody."""

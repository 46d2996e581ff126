"""The gateway for other agencies' programs, and the pages for people who run the exchange."""

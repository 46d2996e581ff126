"""Papers as PDF: letters, visual copies, acknowledgements, registration cards, the incoming stamp."""

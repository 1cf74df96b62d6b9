"""Check-ins on screen: facts in, messages and forms out."""

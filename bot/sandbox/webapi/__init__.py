"""The Web API: one table of methods, one way in."""

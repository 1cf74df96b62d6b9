"""Payloads, good and bad, and what Slack answers to each: data by subject, run by `test_payloads.py`."""

"""The outbox at work: SQL that claims and records messages, and the lane that sends them. No ORM on this path."""

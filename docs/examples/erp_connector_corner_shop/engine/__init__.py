"""The Corner Shop dialect."""

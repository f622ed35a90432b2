"""Many issues: which files there are, cleaning them in worker processes, and undoing it."""

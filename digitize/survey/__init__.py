"""An archive as a whole: what the reports of a run tell of its issues together, and the page that shows it."""

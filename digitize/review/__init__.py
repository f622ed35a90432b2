"""What people decide on findings: kept for ever, found again in a changed text, carried out, learnt from."""

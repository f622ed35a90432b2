"""Findings to files and screens: findings file, diff, HTML, terminal, and formats for machines."""

"""What a text is: bytes and code points, edits, marks, lines and typed blocks. Imports nothing else of ours."""

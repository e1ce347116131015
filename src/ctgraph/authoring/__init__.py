"""For those who write the data: files in one style, and what changed between two states, in words."""

"""The commands for other systems: their tokens, and the description of what they may ask."""

"""The events that were written, and their deliveries."""

"""The doors to important and urgent events."""

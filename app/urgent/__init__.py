"""What the desk does about important and urgent events."""

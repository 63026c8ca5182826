"""What the house noted of itself: when it watched its calls, and which faults last."""

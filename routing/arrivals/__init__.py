"""How many calls came when."""

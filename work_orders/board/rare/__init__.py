"""Which filter leads to few orders."""

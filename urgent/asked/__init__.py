"""Orders as the detectors of collective and repeated requests see them."""

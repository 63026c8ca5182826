"""Which orders were touched since the last look, for boards that look at once."""

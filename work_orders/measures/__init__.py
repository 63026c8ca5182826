"""Measures that reviews of risks decided on (改进措施): kept until whoever owns each has done it, and told so."""

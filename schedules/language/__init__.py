"""What the files of a duty version can say: each value with its reader, each reader with its findings.

Files are read here and nowhere judged by a clock: the same texts give the same values on any day.
"""

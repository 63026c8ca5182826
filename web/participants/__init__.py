"""The participant register and identity checks behind the desk's doors; nothing of it is shown in clear."""

"""From what the files say to what holds at an instant: tables of a year, looked up by bisection, and the reasons."""

"""What lies with a head's people: counted by unit and by person."""

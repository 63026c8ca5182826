"""How far a caller has shown who they are, in this conversation: unrecorded, recorded, verified."""

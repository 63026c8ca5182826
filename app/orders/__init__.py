"""The commands about work orders, one file each."""

"""The views of one small network."""

"""The views of a whole training."""

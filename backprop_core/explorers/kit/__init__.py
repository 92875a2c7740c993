"""What every live view is made of."""

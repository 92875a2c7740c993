"""The numbers of one step, and what they are called and said to be. Nothing here draws, or knows of widgets."""

"""Drawings of the course: numbers in, pictures and text out. Nothing here knows of widgets."""

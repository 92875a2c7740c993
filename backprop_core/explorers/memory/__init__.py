"""What the course remembers of a learner."""

"""How far a learner has come in the course."""

"""The teacher's side: exercise sources with solutions, and the marking run. Begin with README.md."""

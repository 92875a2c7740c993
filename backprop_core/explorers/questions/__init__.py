"""Questions about the views and the course, and the test made of them."""

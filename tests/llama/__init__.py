"""A real model server with random weights."""

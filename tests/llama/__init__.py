"""A real model server with random weights, and a witness of the bytes that it sends."""

"""What the pages show beyond one list, gathered with a fixed number of statements."""

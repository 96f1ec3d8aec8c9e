"""What the words mean: pure functions, by example and by property."""

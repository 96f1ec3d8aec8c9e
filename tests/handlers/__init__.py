"""What people ask and what they are answered, on both channels."""

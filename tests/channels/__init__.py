"""The channels: what they make of a message, of what comes in, and of every way a platform can fail."""

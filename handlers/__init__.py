"""What people ask and what we answer: platform-neutral, Incoming to Reply. May import actions and below."""

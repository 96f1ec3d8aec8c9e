"""What happens by the clock, on both databases; the messengers at the network's edge are recorders."""

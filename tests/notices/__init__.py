"""What families are told: kinds, net effect, wishes, time."""

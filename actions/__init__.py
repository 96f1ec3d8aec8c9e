"""What may change: permission + write + audit + notices, in one transaction. May import storage, journal and below."""

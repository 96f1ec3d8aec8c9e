"""What a school journal says: readers that turn a source into records and row problems. May import school."""

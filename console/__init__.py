"""What staff see in a browser, and what phones and watching machines fetch. May import actions and below."""

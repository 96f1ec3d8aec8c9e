"""What staff see in a browser, and the door for journals that push. May import actions and below."""

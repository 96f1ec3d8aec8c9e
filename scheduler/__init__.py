"""What happens by the clock: planning digests, delivering, watching deadlines, tidying.

May import actions and below.
"""

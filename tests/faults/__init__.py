"""What breaks, on purpose, and what is seen of it: docs/reliability.md lists every fault with its test here.

Real HTTP on loopback, real databases, real processes that are really killed. Nothing of ours is patched.
"""

"""What an operator types: one module per command of `python -m bot`. A command reads its arguments, lets actions or
storage do the work, and prints; it decides nothing. Heavy modules are imported inside the functions that need them.
"""

"""The demo: its made-up school, and its stage."""

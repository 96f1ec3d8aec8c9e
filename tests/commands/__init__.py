"""The command line as people and scripts use it: real processes, real files."""

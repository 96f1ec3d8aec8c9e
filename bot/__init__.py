"""How we reach people (channels) and how the process starts. May import everything."""

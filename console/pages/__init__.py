"""The pages of the console, one module each: what is read, what a press does, which template shows it. May import the
console's own modules, actions and below."""

"""How each messenger speaks and hears: one adapter per platform, which translates and owns no patience."""

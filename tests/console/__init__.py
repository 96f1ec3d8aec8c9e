"""The console, over real HTTP: who gets in, what each seat sees, and what nobody may make it do. Imports anything."""

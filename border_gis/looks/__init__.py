"""How things are drawn outside the program."""

"""How fast the program is, measured: ``make bench``."""

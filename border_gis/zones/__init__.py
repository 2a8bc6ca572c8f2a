"""Rules of law as data, each with the time in which it holds."""

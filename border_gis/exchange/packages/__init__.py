"""Packages of reports between offices, as files: a signed ZIP, sealed for the office that it is for."""

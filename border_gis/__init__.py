"""Boundary markers, works and incidents of a land border, placed by marker reference."""

__version__ = "0.1.0"

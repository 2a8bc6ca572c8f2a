"""Incidents: append-only reports and the view derived from them."""

"""The line, its markers, and places given by marker reference."""

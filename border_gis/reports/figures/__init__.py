"""What is counted in a period, each figure with the records behind it; no file and no format."""

"""One module for each format; none adds a fact."""

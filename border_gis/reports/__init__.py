"""Papers: their content is built once, then written in several formats without adding a fact."""

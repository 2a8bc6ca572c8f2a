"""Make what ships under data/ from public sources and from the facts noted there by hand."""

"""What a paper says, before anybody decides in which format."""

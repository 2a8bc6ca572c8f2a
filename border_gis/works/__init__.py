"""Works near the line: kinds, parties, states."""

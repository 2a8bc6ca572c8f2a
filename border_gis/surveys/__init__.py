"""Survey areas: where a survey was made or is to be made, and why."""

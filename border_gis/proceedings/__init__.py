"""What the office itself did and wrote: meetings, papers, comments, matters of gates."""

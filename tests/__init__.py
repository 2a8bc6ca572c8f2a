"""The tests. A package of its own name, because a library in the environment brings one too."""

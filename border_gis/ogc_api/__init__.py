"""A read-only OGC API Features service on what a release profile lets out, with pygeoapi."""

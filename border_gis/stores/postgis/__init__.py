"""The shared home: a schema in a PostgreSQL database with PostGIS."""

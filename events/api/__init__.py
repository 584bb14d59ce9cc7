"""The REST endpoints of events, on the same services as the pages."""

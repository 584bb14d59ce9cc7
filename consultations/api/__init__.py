"""The REST endpoints of consultations, on the same services as the pages."""

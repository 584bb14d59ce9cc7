"""The only writers of consultations."""

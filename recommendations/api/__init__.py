"""The REST endpoints of recommendations, submissions and answers, on the same services as the pages."""

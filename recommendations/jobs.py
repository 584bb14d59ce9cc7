"""Background work of recommendations."""

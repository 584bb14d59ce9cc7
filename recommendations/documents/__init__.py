"""Documents made of recommendations."""

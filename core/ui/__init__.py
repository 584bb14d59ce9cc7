"""The components of the interface as functions; core/templatetags/ui.py makes them template tags."""

"""The demo: five real events from public reports, played through the services of all apps by an invented cast.

What is real: institutions, themes, dates and counts as reported, each with its qualifier. What is invented: every participant, every
recommendation's wording, every letter and reply of a government. Invented things are marked as samples. Never made in production.
"""

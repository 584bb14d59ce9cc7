"""Papers of an event as files: HTML from what events.papers gathers, PDF from the HTML; letters also for Word."""

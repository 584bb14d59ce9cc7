"""What recommendations answer to questions from below and beside (core.registry). Loaded by RecommendationsConfig.ready()."""

from recommendations import hooks_drafting, hooks_submissions, rules, workflow  # noqa: F401 - registers permissions, machines, desks

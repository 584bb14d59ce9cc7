"""What recommendations answer to questions from below and beside (core.registry). Loaded by RecommendationsConfig.ready()."""

from recommendations import rules, workflow  # noqa: F401 - registers permissions and machines

"""What consultations answer to questions from below and beside (core.registry). Loaded once by ConsultationsConfig.ready()."""

from consultations import rules, workflow  # noqa: F401 - registers permissions and machines

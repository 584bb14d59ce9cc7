"""What consultations do in the background."""

from consultations.models import Minutes
from consultations.services import circulation
from core.jobs import Run, job


@job("consultations.circulate")
def circulate(run: Run, *, minutes: str, version: int) -> dict:
    """Mail circulated minutes to those present (services.circulation)."""
    row = Minutes.objects.select_related("session__event__host").get(uid=minutes)
    return {"mails": circulation.send_links(row, version=version)}

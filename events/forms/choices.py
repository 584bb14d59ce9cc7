"""The form in which somebody chooses among the sessions that run side by side."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import forms
from core.dates import date_words
from events.models import Event, Session
from events.services.choices import Standing


class ChoiceForm(forms.Form):
    """Which of the sessions somebody comes to. Those that run at one time stand together, with the seats that are left."""

    sessions = forms.ChoicesField(label=gettext_lazy("Sessions"), required=False)

    def __init__(self, *args, event: Event, standings: Iterable[Standing], **kwargs):
        self.standings = {str(each.session.uid): each for each in standings}
        mine = [uid for uid, each in self.standings.items() if each.mine]
        super().__init__(*args, initial={"sessions": mine}, **kwargs)
        field = self.fields["sessions"]
        field.choices = [(uid, str(each.session.title)) for uid, each in self.standings.items()]
        field.hints = {uid: _hint(event, each) for uid, each in self.standings.items()}

    def chosen(self) -> list[Session]:
        return [self.standings[uid].session for uid in self.cleaned_data["sessions"]]


def _hint(event: Event, standing: Standing) -> str:
    session, zone = standing.session, event.zone
    start, end = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    parts = [f"{date_words(start, 'l, j E')}, {start:%H:%M}–{end:%H:%M}", str(session.room or "")]
    if standing.is_full and not standing.mine:
        parts.append(_("all seats taken"))
    elif standing.left is not None:
        parts.append(ngettext("%(n)d seat left", "%(n)d seats left", standing.left) % {"n": standing.left})
    return " · ".join(part for part in parts if part)

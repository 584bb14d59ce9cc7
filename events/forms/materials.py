"""The form of something to read: a file or a link, what it is about, who may read it."""

from django.utils.translation import gettext_lazy as _

from core import forms
from core.languages import language_name
from events.enums import MaterialVisibility
from events.models import Event, Material
from events.services.materials import BEGINS, MOST_MB


class MaterialForm(forms.Form):
    """A new material; `material`: one that is there, whose file stays."""

    title = forms.TextMapField(label=_("Title"), max_length=200)
    file = forms.UploadField(label=_("File"), endings=tuple(BEGINS), max_mb=MOST_MB, required=False)
    url = forms.UrlField(label=_("Or a link"), required=False)
    about = forms.ChoiceField(label=_("It belongs to"), radios=False, initial="event")
    language = forms.ChoiceField(label=_("Its language"), radios=False, required=False)
    visibility = forms.ChoiceField(
        label=_("Who may read it"),
        choices=MaterialVisibility.choices,
        initial=MaterialVisibility.PARTICIPANTS,
    )

    def __init__(self, *args, event: Event, material: Material | None = None, **kwargs):
        if material is not None:
            kwargs["initial"] = _initial(material)
        super().__init__(*args, **kwargs)
        self.fields["title"].languages = event.languages or ["en"]
        self.abouts = {f"theme-{one.uid}": {"theme": one} for one in event.themes.all()}
        self.abouts |= {f"session-{one.uid}": {"session": one} for one in event.sessions.all()}
        named = [(key, str(next(iter(about.values())))) for key, about in self.abouts.items()]
        self.fields["about"].choices = [("event", _("The whole event")), *named]
        codes = dict.fromkeys([*event.languages, "en"])
        self.fields["language"].choices = [(code, language_name(code)) for code in codes]
        if material is not None:
            del self.fields["file"]
            if material.file_path:
                del self.fields["url"]

    def for_service(self) -> dict:
        """What add_material and update_material take."""
        data = dict(self.cleaned_data)
        about = {"theme": None, "session": None} | self.abouts.get(data.pop("about"), {})
        if file := data.pop("file", None):
            data |= {"file_name": file.name, "data": file.read()}
        return data | about


def _initial(material: Material) -> dict:
    about = "event"
    if material.session is not None:
        about = f"session-{material.session.uid}"
    elif material.theme is not None:
        about = f"theme-{material.theme.uid}"
    names = ("title", "url", "language", "visibility")
    return {name: getattr(material, name) for name in names} | {"about": about}

"""Who and where: areas, institutions, people of a host, vocabularies, letters."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import SealedField, TextMapField, length_check, new_uid
from core.models import Base
from core.text import fold


class Area(models.Model):
    """A node of a country's tree of administrative areas. `code` is ISO 3166 where one exists, else `<parent>.<slug>`.

    level: 0 country, 1 province or division, 2 district. `path` is the codes from the country down, with a slash after each.
    """

    code = models.CharField(max_length=80, unique=True)
    country = models.CharField(max_length=2, db_index=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    level = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=40, blank=True)
    path = models.CharField(max_length=400, db_index=True)
    name = models.CharField(max_length=120)
    names = TextMapField()
    aliases = models.JSONField(default=list, blank=True)
    search_key = models.TextField(blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["country", "level", "name"]
        constraints = [length_check("area", "name", 120), length_check("area", "code", 80)]

    def __str__(self) -> str:
        return str(self.names) or self.name

    def save(self, *args, **kwargs):
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Fill what follows from code, parent and names: path, level, country, key for search. `save` does it, bulk writers call it."""
        parent = self.parent
        self.path = f"{parent.path if parent else ''}{self.code}/"
        self.level = parent.level + 1 if parent else 0
        self.country = parent.country if parent else self.code[:2]
        self.names = {**(self.names or {}), "en": self.name}
        self.search_key = " | ".join(
            dict.fromkeys(fold(text) for text in (self.name, *self.names.values(), *self.aliases))
        )

    @property
    def ancestor_codes(self) -> list[str]:
        """Codes from the country down to this area."""
        return self.path.rstrip("/").split("/")


class AreaMap(models.Model):
    """The map of a country's districts, drawn flat: each shape is one district, or one that was split since the map was made.

    `shapes`: [{"codes": ["BD-13"], "path": "M10 20l3 4z"}], in the units of `view_box`.
    """

    country = models.CharField(max_length=2, unique=True)
    view_box = models.CharField(max_length=60)
    credit = models.CharField(max_length=300)
    shapes = models.JSONField(default=list)

    class Meta:
        ordering = ["country"]

    def __str__(self) -> str:
        return self.country


class Institution(Base):
    """A body: a host, a partner, a funder, a ministry. Global: several hosts may name the same ministry."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    names = TextMapField()
    short_name = models.CharField(max_length=60, blank=True)
    category = models.CharField(max_length=40, blank=True)  # a term of the vocabulary "category"
    country = models.CharField(max_length=2, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    timezone = models.CharField(max_length=60, default="UTC")
    reference_prefix = models.CharField(max_length=12, blank=True)  # SPO in SPO-2017-001; only hosts have one
    is_host = models.BooleanField(default=False)
    is_government = models.BooleanField(default=False)
    address = models.TextField(blank=True)
    search_key = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            length_check("institution", "name", 200),
            models.UniqueConstraint(
                fields=["reference_prefix"],
                condition=~models.Q(reference_prefix=""),
                name="institution_prefix_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.names) or self.name

    def save(self, *args, **kwargs):
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Fill what follows from the names: the English one and the key for search. `save` does it."""
        self.names = {**(self.names or {}), "en": self.name}
        texts = (self.name, self.short_name, self.code, *self.names.values())
        self.search_key = " | ".join(dict.fromkeys(fold(text) for text in texts if text))

    @property
    def short(self) -> str:
        return self.short_name or str(self)


class Person(Base):
    """Someone a host knows. The name to use may be a pseudonym; the legal name is sealed and seldom needed."""

    host = models.ForeignKey(Institution, models.PROTECT, related_name="people")
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=200, db_index=True)
    legal_name = SealedField()
    honorific = models.CharField(max_length=40, blank=True)
    designation = models.CharField(max_length=160, blank=True)
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, blank=True, related_name="+")
    category = models.CharField(max_length=40, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    email = SealedField()
    email_index = models.CharField(max_length=64, blank=True, db_index=True)
    phone = SealedField()
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)

    class Meta:
        ordering = ["name_key", "id"]
        constraints = [length_check("person", "name", 120)]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.name_key = fold(self.name)[:200]
        super().save(*args, **kwargs)


class Vocabulary(models.TextChoices):
    """The lists whose terms are rows, because labels drift between editions."""

    CATEGORY = "category", _("Kinds of participants")
    THEME = "theme", _("Rights themes")
    GROUP = "group", _("Affected groups")
    SDG = "sdg", _("Sustainable development goals")
    MECHANISM = "mechanism", _("Human rights mechanisms")


class Term(models.Model):
    """A term of a vocabulary in one edition (vintage), with its labels and other spellings."""

    vocabulary = models.CharField(max_length=20, choices=Vocabulary)
    vintage = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=60)
    label = models.CharField(max_length=300)
    labels = TextMapField()
    aliases = models.JSONField(default=list, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField(default=0)
    is_sensitive = models.BooleanField(default=False)  # being listed under it can put a person at risk

    class Meta:
        ordering = ["vocabulary", "position", "code"]
        constraints = [models.UniqueConstraint(fields=["vocabulary", "vintage", "code"], name="term_once")]

    def __str__(self) -> str:
        return str(self.labels) or self.label

    def save(self, *args, **kwargs):
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """`label` is the English one among `labels`. `save` does it, bulk writers call it."""
        self.labels = {**(self.labels or {}), "en": self.label}


class Letter(Base):
    """A letter as a record: the real carrier of this work. Addressed to an office, not to a person."""

    class Direction(models.TextChoices):
        OUT = "out", _("Sent")
        IN = "in", _("Received")

    class Form(models.TextChoices):
        LETTER = "letter", _("Letter")
        DEMI_OFFICIAL = "demi_official", _("Demi-official letter")
        EMAIL = "email", _("E-mail")
        PHONE = "phone", _("Phone message")
        BY_HAND = "by_hand", _("By hand")

    host = models.ForeignKey(Institution, models.PROTECT, related_name="letters")
    direction = models.CharField(max_length=3, choices=Direction)
    form = models.CharField(max_length=20, choices=Form, default=Form.LETTER)
    our_number = models.CharField(max_length=80, blank=True)
    our_date = models.DateField(null=True, blank=True)
    their_number = models.CharField(max_length=80, blank=True)
    their_date = models.DateField(null=True, blank=True)
    correspondent = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.CharField(max_length=200, blank=True)
    signatory_name = models.CharField(max_length=120, blank=True)
    signatory_designation = models.CharField(max_length=160, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    carries = models.JSONField(default=list, blank=True)  # [{"type": "submission", "uid": "..."}]

    class Meta:
        ordering = ["-id"]
        constraints = [
            length_check("letter", "our_number", 80),
            length_check("letter", "their_number", 80),
            length_check("letter", "subject", 300),
        ]

    def __str__(self) -> str:
        return self.our_number or self.their_number or str(self.uid or new_uid())

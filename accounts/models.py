"""Who signs in, and for which institution in which role. Roles on one event live in `events`."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import length_check, new_uid
from core.models import Base
from directory.models import Institution


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. Signs in by e-mail. `is_staff` opens the reference-data admin, nothing else."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    designation = models.CharField(max_length=160, blank=True)
    language = models.CharField(max_length=12, default="en")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["email"]
        constraints = [length_check("user", "name", 120)]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a membership in an institution allows."""

    ORGANISER = "organiser", _("Organiser")
    FOCAL_POINT = "focal_point", _("Focal point")
    ASSESSOR = "assessor", _("Assessor")


class Membership(Base):
    """A role in an institution. Roles belong to offices: ending one keeps its history, a successor gets a new row.

    A user is on the team side or the reviewer side, never both (accounts.services.members checks it).
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    office = models.CharField(max_length=160, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "institution", "role"],
                condition=models.Q(ended_at=None),
                name="membership_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role} of {self.institution}"


class Invitation(Base):
    """An invitation to take a role: hashed token, single use, expiring, bound to one address, accepted by POST."""

    email = models.EmailField()
    name = models.CharField(max_length=120, blank=True)
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=20)  # a Role, or an event role code when `event_uid` is set
    event_uid = models.CharField(max_length=64, blank=True)
    details = models.JSONField(default=dict, blank=True)  # of an event role: {"sessions": [uids]}
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    invited_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.role} for {self.email}"

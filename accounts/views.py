"""Pages of accounts that allauth does not have: the first administrator, invitations, people and their roles."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms import FirstRunForm, InvitePersonForm, NewPersonForm
from accounts.models import Invitation, Membership, Role, User
from accounts.services import first_run as first_run_service
from accounts.services import invitations, members
from core.actors import Actor
from core.errors import DomainError
from core.registry import invitation_subjects
from core.routes import declare
from core.views import rail_for
from directory.models import Institution

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PEOPLE = ("administrator", "organiser")


# == The first start =============================================================================================


@declare("public", methods=("GET", "POST"))
@never_cache
@require_http_methods(["GET", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    """Makes the first administrator. Once there is a user, this page does not exist."""
    if not first_run_service.is_first_run():
        raise Http404
    form = FirstRunForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user = first_run_service.create_first_administrator(**data)
        except DomainError as error:
            form.add_domain_error(_renamed(error))
        else:
            login(request, user, backend=BACKEND)
            messages.success(request, _("Welcome. Your installation is ready: make the first event."))
            return redirect("core:desk")
    return render(request, "accounts/first_run.html", {"form": form})


def _renamed(error: DomainError) -> DomainError:
    """What the directory calls the institution's fields, as this form calls them."""
    names = {"reference_prefix": "prefix"}
    error.fields = {names.get(name, name): messages for name, messages in error.fields.items()}
    return error


# == Accepting an invitation =====================================================================================


@declare("public", methods=("GET", "POST"))
@never_cache
@require_http_methods(["GET", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """What one is invited to, and the button that accepts. Opening the link changes nothing."""
    invitation = invitations.find(token)
    if invitation is None:
        raise Http404
    signed_in = request.user if request.user.is_authenticated else None
    form = (
        NewPersonForm(request.POST or None, initial={"name": invitation.name}) if signed_in is None else None
    )
    try:
        invitations.check_open(invitation)
    except DomainError as error:
        return _invitation_page(request, invitation, status=410, closed=error.message)
    known = signed_in is None and User.objects.filter(email__iexact=invitation.email).exists()
    if request.method == "POST" and not known and (form is None or form.is_valid()):
        given = form.cleaned_data if form else {"user": signed_in}
        try:
            user = invitations.accept(invitation, **given)
        except DomainError as error:
            if form is None:
                return _invitation_page(request, invitation, status=error.status, refused=error.message)
            form.add_domain_error(error)
        else:
            if signed_in is None:
                login(request, user, backend=BACKEND)
            messages.success(request, _("You have accepted the invitation. This is your desk."))
            return redirect("core:desk")
    return _invitation_page(request, invitation, form=form, known=known)


def _invitation_page(
    request: HttpRequest, invitation: Invitation, *, status: int = 200, **context
) -> HttpResponse:
    known = next((words for ask in invitation_subjects if (words := ask(invitation))), None)
    subject, role, _guarded = known or (str(invitation.institution or ""), role_label(invitation), False)
    other = request.user.is_authenticated and request.user.email.lower() != invitation.email.lower()
    page = {"invitation": invitation, "subject": subject, "role": role, "other_address": other, **context}
    return render(request, "accounts/invitation.html", page, status=status)


def role_label(invitation: Invitation) -> str:
    """The role in an institution, in words."""
    return str(Role(invitation.role).label) if invitation.role in Role.values else invitation.role


# == People ======================================================================================================


def _memberships(actor: Actor):
    """Present memberships that this person looks after: all for administrators, their own institutions' for organisers."""
    rows = Membership.objects.filter(ended_at=None).select_related("user", "institution")
    return rows if actor.is_administrator else rows.filter(institution_id__in=actor.organiser_of)


def _invitations(actor: Actor):
    rows = Invitation.objects.filter(event_uid="", accepted_at=None, withdrawn_at=None).select_related(
        "institution"
    )
    return rows if actor.is_administrator else rows.filter(institution_id__in=actor.organiser_of)


def _institutions(actor: Actor):
    rows = Institution.objects.order_by("name")
    return rows if actor.is_administrator else rows.filter(pk__in=actor.organiser_of)


def _keeper(request: HttpRequest) -> Actor:
    """The administrator, or an organiser; nobody else may know of these pages."""
    if not (request.actor.is_administrator or request.actor.organiser_of):
        raise Http404
    return request.actor


@declare(*PEOPLE)
@login_required
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Who belongs to which institution, and who is invited. Administrators also see accounts without a role."""
    actor = _keeper(request)
    context = {
        "memberships": _memberships(actor).order_by("institution__name", "user__name"),
        "invitations": [(each, role_label(each)) for each in _invitations(actor)],
        "without_role": _without_role() if actor.is_administrator else [],
        "rail": rail_for(actor),
        "rail_key": "people",
    }
    return render(request, "accounts/people.html", context)


def _without_role():
    nowhere = ~Q(memberships__ended_at=None, memberships__isnull=False)
    return User.objects.filter(nowhere, is_active=True).order_by("name").distinct()[:200]


@declare(*PEOPLE, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def people_invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody to a role in an institution."""
    actor = _keeper(request)
    institutions = _institutions(actor)
    initial = (
        {"institution": institutions.first().code}
        if len(actor.organiser_of) == 1 and not actor.is_administrator
        else {}
    )
    form = InvitePersonForm(request.POST or None, institutions=institutions, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            invitations.invite(
                data["email"],
                actor=actor,
                role=data["role"],
                institution=data["institution"],
                name=data["name"],
                language=get_language() or "en",
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("The invitation is on its way. It can be accepted for seven days."))
            return redirect("accounts:people")
    return render(
        request, "accounts/people_invite.html", {"form": form, "rail": rail_for(actor), "rail_key": "people"}
    )


@declare(*PEOPLE, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def membership_end(request: HttpRequest, uid) -> HttpResponse:
    """End a role in an institution, after saying what that means."""
    actor = _keeper(request)
    membership = get_object_or_404(_memberships(actor), uid=uid)
    if request.method == "POST":
        members.end_membership(membership, actor=actor)
        messages.success(request, _("The role has ended. What was done in it stays."))
        return redirect("accounts:people")
    words = {
        "name": membership.user,
        "role": membership.get_role_display(),
        "institution": membership.institution,
    }
    context = {
        "title": _("End this role?"),
        "question": _("%(name)s: %(role)s of %(institution)s") % words,
        "lost": [_("What this role may see and do, at once. The account and what was done in it stay.")],
        "submit": _("End the role"),
        "cancel_url": reverse("accounts:people"),
        "rail": rail_for(actor),
        "rail_key": "people",
    }
    return render(request, "confirm_desk.html", context)


@declare(*PEOPLE, methods=("POST",))
@login_required
@require_POST
def invitation_withdraw(request: HttpRequest, uid) -> HttpResponse:
    """Take back an invitation to an institution."""
    actor = _keeper(request)
    invitations.withdraw(get_object_or_404(_invitations(actor), uid=uid), actor=actor)
    messages.success(request, _("The invitation is withdrawn; its link no longer works."))
    return redirect("accounts:people")

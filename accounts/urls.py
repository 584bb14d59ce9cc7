"""Sign-in (allauth's views that are in use, sign-up is not one of them), language and invitations."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.conf.urls.i18n import urlpatterns as language_patterns
from django.urls import include, path

from accounts import views

own_patterns = (
    [
        path("invitations/<str:token>/", views.invitation_accept, name="invitation-accept"),
        path("first-run/", views.first_run, name="first-run"),
        path("desk/people/", views.people, name="people"),
        path("desk/people/invite/", views.people_invite, name="invite"),
        path("desk/people/memberships/<uuid:uid>/end/", views.membership_end, name="membership-end"),
        path(
            "desk/people/invitations/<uuid:uid>/withdraw/",
            views.invitation_withdraw,
            name="invitation-withdraw",
        ),
    ],
    "accounts",
)

urlpatterns = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("sign-in/code/", account.request_login_code, name="account_request_login_code"),
    path("sign-in/code/confirm/", account.confirm_login_code, name="account_confirm_login_code"),
    path("sign-in/forgotten/", account.password_reset, name="account_reset_password"),
    path(
        "sign-in/forgotten/code/",
        account.confirm_password_reset_code,
        name="account_confirm_password_reset_code",
    ),
    path("sign-in/forgotten/new/", account.complete_password_reset, name="account_complete_password_reset"),
    path(
        "sign-in/forgotten/done/",
        account.password_reset_from_key_done,
        name="account_password_reset_completed",
    ),
    path("sign-in/second-step/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/again/", account.reauthenticate, name="account_reauthenticate"),
    path("sign-in/again/second-step/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/password/set/", account.password_set, name="account_set_password"),
    path("account/second-step/", mfa.index, name="mfa_index"),
    path("account/second-step/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/second-step/app/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/second-step/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/second-step/codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"
    ),
    path(
        "account/second-step/codes/file/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("language/", include(language_patterns)),
    path("", include(own_patterns)),
]

"""Every setting of Sanlap, in one file, driven by the environment. docs/settings.md explains each variable."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

from config.keys import given_or_made, make_field_keys, make_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- What kind of installation this is -------------------------------------------------------------------
MODE = env.str("MODE", default="local")  # local | production | test
if MODE not in {"local", "production", "test"}:
    raise ImproperlyConfigured(f"MODE is {MODE!r}; it must be local, production or test.")
PRODUCTION = MODE == "production"
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=MODE == "local")  # demo data, mail viewer, style guide; never in production
if PRODUCTION and (DEBUG or DEMO):
    raise ImproperlyConfigured("DEBUG and DEMO must be off when MODE=production.")
PORT = env.int("PORT", default=8000)
BIND = env.str("BIND", default="127.0.0.1")  # 0.0.0.0 for all of this machine's addresses
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
SITE_URL = env.str("SITE_URL", default="" if PRODUCTION else f"http://localhost:{PORT}").rstrip("/")
if urlsplit(SITE_URL).scheme not in {"http", "https"}:
    raise ImproperlyConfigured(
        "SITE_URL must be the public address of this site, such as https://sanlap.example.org."
    )
SITE_NAME = env.str("SITE_NAME", default="Sanlap")

SECRET_KEY = given_or_made(
    "SECRET_KEY",
    env.str("SECRET_KEY", default=""),
    make_secret_key,
    production=PRODUCTION,
    folder=DATA_DIR / "keys",
)
if PRODUCTION and len(SECRET_KEY) < 40:
    raise ImproperlyConfigured("SECRET_KEY must have at least 40 characters.")
FIELD_KEYS = given_or_made(
    "FIELD_KEYS",
    env.str("FIELD_KEYS", default=""),
    make_field_keys,
    production=PRODUCTION,
    folder=DATA_DIR / "keys",
)

# --- Who may be asked for -----------------------------------------------------------------------------------
_HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = [urlsplit(SITE_URL).hostname, *env.list("EXTRA_HOSTS", default=[])]
if not PRODUCTION:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)  # how many proxies in front add X-Forwarded-For
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- The parts ------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "core",
    "directory",
    "accounts",
    "events",
    "consultations",
    "recommendations",
    "demo",
    "django.contrib.admin.apps.SimpleAdminConfig",  # directory.admin is loaded with the addresses, by who serves pages
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",  # its widget templates, for core.forms.Renderer
    "config.apps.StaticFiles",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "import_export",
    "rules",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.RequestIdMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.ActorMiddleware",
    "core.lost_session.LostSessionMiddleware",
    "core.middleware.DomainErrorMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "core.forms.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.site",
            ],
        },
    }
]

# --- Databases (docs/architecture.md, Databases) ---------------------------------------------------------------
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SQLITE_OPTIONS = {
    # IMMEDIATE takes the write lock at BEGIN: with Django's default most concurrent registrations die of "database is locked".
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # FULL: a registration that was answered "confirmed" survives a power cut.
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA secure_delete=ON; PRAGMA journal_size_limit=67108864;"
    ),
}
DATABASE = env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'sanlap.sqlite3'}")
if DATABASE["ENGINE"].endswith("sqlite3"):
    DATABASE |= {"OPTIONS": SQLITE_OPTIONS, "CONN_MAX_AGE": None}
    Path(DATABASE["NAME"]).parent.mkdir(parents=True, exist_ok=True)
else:
    # The pool keeps connections itself, so Django must not.
    _pool = {"min_size": 1, "max_size": 10, "timeout": 20} if MODE != "test" else False
    DATABASE |= {
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": {
            **({"pool": _pool} if _pool else {}),
            "options": "-c lock_timeout=20s -c statement_timeout=60s -c idle_in_transaction_session_timeout=30s",
        },
    }
DATABASES = {"default": {**DATABASE, "ATOMIC_REQUESTS": False}}

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    # Shared by all web processes: the database, or Redis when there is one.
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"},
    # What is quicker made again than asked for over a wire: HTML and feeds under a fingerprint of all they show (core.fingerprint).
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 200}},
}
PUBLIC_PAGE_SECONDS = 0 if MODE == "test" else env.int("PUBLIC_PAGE_SECONDS", default=3)  # core.memo.briefly

# --- Work in the background -------------------------------------------------------------------------------------
TASKS = {
    "default": {
        "BACKEND": env.str("TASKS", default="django_tasks_db.DatabaseBackend"),
        "QUEUES": ["default", "render"],
    }
}

# --- People and sign-in -----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses are given by an administrator or proved by an invitation
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60  # mail can be slow
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail that offers a sign-up there is not
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if _HTTPS else "http"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_NAME = "sanlap_session"
CSRF_FAILURE_VIEW = "core.views.csrf_failure"

# --- Headers -------------------------------------------------------------------------------------------------------
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if PRODUCTION and _HTTPS:
    SECURE_SSL_REDIRECT = not env.bool("BEHIND_TLS_PROXY", default=False)
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "object-src": [NONE],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
    }
}

# --- Languages ---------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("bn", "বাংলা"), ("ur", "اردو"), ("tg", "Тоҷикӣ"), ("ru", "Русский")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
FORMAT_MODULE_PATH = "config.formats"  # 12 January 2027, not Jan. 12, 2027
TIME_ZONE = "UTC"
DEFAULT_PHONE_REGION = env.str(
    "DEFAULT_PHONE_REGION", default=""
)  # for numbers without a country code; empty: ask

# --- Files ---------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(
    parents=True, exist_ok=True
)  # the static files middleware warns about a folder that is not there
MEDIA_ROOT = DATA_DIR / "files"  # private: every file leaves through a view that checks who asks
FONT_DIR = Path(env.str("FONT_DIR", default="/usr/share/fonts/truetype/noto"))
_MANIFEST = not DEBUG and MODE != "test"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Source maps are for whoever opens the developer tools: served, not worth half a minute of compression.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_PERMISSIONS = 0o600

# --- Mail -----------------------------------------------------------------------------------------------------------------
# MAIL_URL: smtp://user:password@host:587/?tls=True and the like. Without it mail is written to files under DATA_DIR/mail.
MAIL_URL = env.str("MAIL_URL", default="")
if MAIL_URL:
    vars().update(env.email_url("MAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(DATA_DIR / "mail")
EMAIL_TIMEOUT = 20  # Django's own default waits for ever
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default=f"Sanlap <no-reply@{urlsplit(SITE_URL).hostname}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- API -------------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "knox.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["core.api.DeclaredOnly"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.api.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "core.api.Pages",
    "PAGE_SIZE": 50,
    "DEFAULT_FILTER_BACKENDS": [],
    "DEFAULT_SCHEMA_CLASS": "core.api_schema.Schema",
    "EXCEPTION_HANDLER": "core.api.handle_exception",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
REST_KNOX = {"TOKEN_TTL": None, "AUTH_HEADER_PREFIX": "Token"}
SPECTACULAR_SETTINGS = {
    "TITLE": "Sanlap API",
    "DESCRIPTION": "Events, minutes, recommendations and what became of them. Unknown fields are refused; too large a body gets 413, "
    "too many calls get 429.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "TAGS": [
        {"name": "events", "description": "Events, their programme, registrations and sign-in."},
        {"name": "consultations", "description": "Minutes of sessions and their entries."},
        {"name": "recommendations", "description": "Recommendations, submissions and the answers to them."},
        {"name": "directory", "description": "Reference data: areas, institutions, terms."},
        {"name": "core", "description": "Work in the background."},
    ],
    # Closed lists are called as in the code, wherever they are used.
    "ENUM_NAME_OVERRIDES": {
        "EventKind": "events.enums.EventKind",
        "EventState": "events.enums.EventState",
        "Format": "events.enums.Format",
        "Visibility": "events.enums.Visibility",
        "Risk": "events.enums.Risk",
        "DatePrecision": "events.enums.DatePrecision",
        "SessionType": "events.enums.SessionType",
        "SessionState": "events.enums.SessionState",
        "SpeakerRole": "events.enums.SpeakerRole",
        "Approval": "events.enums.Approval",
        "PoolKind": "events.enums.PoolKind",
        "RegistrationState": "events.enums.RegistrationState",
        "RegistrationSource": "events.enums.RegistrationSource",
        "Promotion": "events.enums.Promotion",
        "ClonePart": "events.enums.ClonePart",
        "QuestionKind": "events.enums.QuestionKind",
        "QuestionStage": "events.enums.QuestionStage",
        "Channel": "events.enums.Channel",
        "ChangeKind": "events.enums.ChangeKind",
        "ChangeRequestState": "events.enums.ChangeRequestState",
        "MaterialVisibility": "events.enums.MaterialVisibility",
        "PointKind": "events.enums.PointKind",
        "AttendanceStatus": "events.enums.AttendanceStatus",
        "AttendanceSource": "events.enums.AttendanceSource",
        "AnnouncementState": "events.enums.AnnouncementState",
        "ReminderAnchor": "events.enums.ReminderAnchor",
        "ReminderAudience": "events.enums.ReminderAudience",
        "LetterKind": "events.enums.LetterKind",
        "PaperKind": "events.enums.PaperKind",
        "PaperState": "events.enums.PaperState",
        "JobState": "core.models.Job.State",
        "ScanResult": "events.enums.ScanResult",
        "MinutesState": "consultations.enums.MinutesState",
        "AttributionRule": "consultations.enums.AttributionRule",
        "EntryKind": "consultations.enums.EntryKind",
        "Attribution": "consultations.enums.Attribution",
        "EntryVisibility": "consultations.enums.EntryVisibility",
        "DecisionMethod": "consultations.enums.DecisionMethod",
        "SignatureMethod": "consultations.enums.SignatureMethod",
        "TextState": "recommendations.enums.TextState",
        "SubmissionState": "recommendations.enums.SubmissionState",
        "DeliveryMeans": "recommendations.enums.DeliveryMeans",
        "AddresseeRole": "recommendations.enums.AddresseeRole",
        "PositionValue": "recommendations.enums.PositionValue",
        "AnswerState": "recommendations.enums.AnswerState",
        "AnswerSource": "recommendations.enums.AnswerSource",
        "Publish": "recommendations.enums.Publish",
        "Stage": "recommendations.enums.Stage",
    },
}

# --- Clocks of a submission, in days (each submission may set its own) ---------------------------------------------------------
ACKNOWLEDGE_DAYS = 14
RESPOND_DAYS = 60
CORRECTION_DAYS = 7

IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

# --- Logs: never a token, an address or a body ------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain"},
        "quiet": {"class": "logging.StreamHandler", "formatter": "plain", "level": "WARNING"},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        # Two lines for every task that went well; the workers set their level themselves.
        "django_tasks": {"handlers": ["quiet"], "propagate": False},
        "django_tasks_db": {"handlers": ["quiet"], "propagate": False},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}

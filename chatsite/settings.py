"""Every variable of the environment is read here and nowhere else; docs/settings.md describes them."""

import ipaddress
import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent


def env_list(name):
    """The words between the commas, each once."""
    return list(dict.fromkeys(word.strip() for word in os.environ.get(name, "").split(",") if word.strip()))


def env_number(name, default):
    try:
        return type(default)(os.environ.get(name) or default)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a number, not {os.environ[name]!r}.") from None


def env_yes(name):
    return os.environ.get(name, "").lower() in ("1", "yes", "true")


# Where it listens and what it keeps

HOST = os.environ.get("HOST") or "127.0.0.1"
PORT = env_number("PORT", 8000)
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "data")
DATABASE_URL = os.environ.get("DATABASE_URL", "")
SITE_URL = os.environ.get("SITE_URL", "").rstrip("/")
PLAIN_HTTP = env_yes("PLAIN_HTTP")
TRUSTED_PROXIES = env_list("TRUSTED_PROXIES")
ADMIN_USERNAME = os.environ.get("ADMIN_USERNAME") or "admin"
ADMIN_PASSWORD = os.environ.get("ADMIN_PASSWORD", "")


def kept_secret():
    """The secret key in DATA_DIR, made at the first start; two first starts at once agree on one."""
    path = DATA_DIR / "secret_key"
    DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        mine = path.with_name(f"secret_key.{os.getpid()}")
        mine.touch(mode=0o600)
        mine.write_text(get_random_secret_key() + "\n")
        try:
            path.hardlink_to(mine)
        except FileExistsError:
            pass  # The other one was first; its key is complete, because a link appears at once.
        mine.unlink()
        return path.read_text().strip()


SECRET_KEY_GIVEN = bool(os.environ.get("SECRET_KEY"))
SECRET_KEY = os.environ.get("SECRET_KEY") or kept_secret()

# The audit log: the key of its chain, and its end. Both are made at first need; a team keeps them elsewhere.

AUDIT_KEY_FILE = Path(os.environ.get("AUDIT_KEY_FILE") or DATA_DIR / "audit_key")
AUDIT_HEAD_FILE = Path(os.environ.get("AUDIT_HEAD_FILE") or DATA_DIR / "audit_head")
REVIEW_NOTICE_DELAY_DAYS = env_number("REVIEW_NOTICE_DELAY_DAYS", 0.0)  # until people see who read theirs

# The model's servers

OPENAI_BASE_URL = os.environ.get("OPENAI_BASE_URL", "").rstrip("/")
OPENAI_API_KEY = os.environ.get("OPENAI_API_KEY", "")
OPENAI_MODELS = env_list("OPENAI_MODELS")
if OPENAI_BASE_URL and not OPENAI_BASE_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured("OPENAI_BASE_URL must begin with http:// or https://, as in http://127.0.0.1:8080/v1.")

# Limits

LONGEST_PROMPT = env_number("LONGEST_PROMPT", 100_000)  # characters
LONGEST_BODY = env_number("LONGEST_BODY", 32_000_000)  # bytes of one request
LONGEST_IMPORT = env_number("LONGEST_IMPORT", 128_000_000)  # bytes of one that brings a file: an export is up to 93 MB
DRAIN_SECONDS = env_number("DRAIN_SECONDS", 20.0)  # that running replies get after SIGTERM
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * LONGEST_PROMPT + 65536  # bytes; a character is up to 12 in a form
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000  # a provider with forty models has five hundred

# Who is believed about the callers that they pass on


def networks(words):
    """Addresses and networks as such; `unix` for proxies that come by a socket file."""
    try:
        return [word if word == "unix" else ipaddress.ip_network(word, strict=False) for word in words]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"TRUSTED_PROXIES must be addresses such as 127.0.0.1 or 10.0.0.0/24: {error}."
        ) from None


TRUSTED_NETWORKS = networks(TRUSTED_PROXIES)

# The public address; hosts, origins, cookies and HSTS follow from it


def site(url):
    if not url:
        return ["127.0.0.1", "localhost"], [], False
    at = urlsplit(url)
    if at.scheme not in ("http", "https") or not at.hostname or at.path or at.query or at.username:
        raise ImproperlyConfigured("SITE_URL must be an origin such as https://chat.example.org, without a path.")
    return [at.hostname], [f"{at.scheme}://{at.netloc}"], at.scheme == "https"


ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS, IS_HTTPS = site(SITE_URL)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrftoken" if IS_HTTPS else "csrftoken"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # which only trusted proxies get through to here
SECURE_SSL_REDIRECT = False  # The proxy that ends TLS redirects; behind it every request is plain.
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False  # Other hosts of the domain are not ours.
SECURE_REFERRER_POLICY = "same-origin"
# Browsers complain about it where an origin is not trustworthy, and ignore it there.
SECURE_CROSS_ORIGIN_OPENER_POLICY = None if SITE_URL.startswith("http:") else "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]  # the two decisions above

# Django

DEBUG = False
INSTALLED_APPS = [
    "chatsite.apps.Administration",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise",
    "django.contrib.staticfiles",
    "channels",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "chat",  # last, so that its admin has the last word
]
MIDDLEWARE = [
    "chatsite.proxies.forwarded",
    "chatsite.middleware.health",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "chatsite.middleware.Compressed",
    "chatsite.middleware.content_security_policy",
    "chatsite.middleware.bounded",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "chatsite.middleware.LoginRequired",
    "chatsite.middleware.second_factor",
    "chatsite.middleware.seen",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "chatsite.urls"
ASGI_APPLICATION = "chatsite.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["chat.templatetags.site"],
        },
    }
]
CSRF_FAILURE_VIEW = "chat.views.status.csrf_failure"
USE_TZ = True
TIME_ZONE = os.environ.get("TIME_ZONE") or "UTC"
LANGUAGE_CODE = "en"
FORMAT_MODULE_PATH = "chatsite.formats"

# Static files: hashed names and compressed copies, made by `make build`

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "build" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "chatsite.storage.StaticStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# The database: a file, or PostgreSQL for teams


def sqlite():
    # IMMEDIATE: a transaction that reads before it writes waits its turn instead of failing.
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON"
    return {
        "ENGINE": "chat.sqlite",
        "NAME": DATA_DIR / "chat.sqlite3",
        "TEST": {"NAME": DATA_DIR / "test.sqlite3"},  # a file: threads share no database in memory
        "CONN_MAX_AGE": None,  # a file never goes away, and opening it costs 0.3 ms
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas},
    }


def postgres(url):
    at = urlsplit(url)
    if at.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres://. Leave it out for SQLite.")
    query = dict(parse_qsl(at.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(at.path[1:]),
        "USER": unquote(at.username or ""),
        "PASSWORD": unquote(at.password or ""),
        "HOST": query.pop("host", None) or at.hostname or "",
        "PORT": at.port or "",
        "CONN_MAX_AGE": 0,  # the pool keeps connections
        "OPTIONS": {
            **query,
            "pool": {"min_size": 1, "max_size": 16, "timeout": 5},
            # A process paused inside a transaction must not keep its replies locked.
            "options": "-c idle_in_transaction_session_timeout=2000",
        },
    }


DATABASES = {"default": postgres(DATABASE_URL) if DATABASE_URL else sqlite()}

# People: logging in is django-allauth's, with our own templates

AUTH_USER_MODEL = "chat.User"
AUTHENTICATION_BACKENDS = ["chat.accounts.Known", "allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
OPEN_REGISTRATION = env_yes("OPEN_REGISTRATION")
ACCOUNT_ADAPTER = "chat.accounts.Adapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]  # An address is proven first, in the settings.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = True  # One address each: a new one takes the place of the old one when its link is opened.
ACCOUNT_EMAIL_CONFIRMATION_AUTHENTICATED_REDIRECT_URL = "/settings/"
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # Who finds a page open must not take the account over by it.
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Chatsite: "
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Making an account tells whether a name is taken, which has to be said: so few are tried.
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "30/m/ip,5/5m/key", "signup": "10/10m/ip"}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_ENGINE = "chat.session_store"
SESSION_COOKIE_AGE = round(env_number("LOGIN_DAYS", 14.0) * 86_400)  # seconds

SECOND_FACTOR_ROLES = env_list("SECOND_FACTOR_ROLES")
MFA_ADAPTER = "chat.accounts.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # Nobody registers here: an address was given by who made the account.
MFA_TOTP_TOLERANCE = 1  # steps of 30 s: telephones' clocks differ
MFA_TOTP_ISSUER = "Chatsite"

# Company accounts, by OpenID Connect


def env_map(name):
    """`claim:ours` pairs, separated by commas, as a dictionary."""
    pairs = [word.partition(":") for word in env_list(name)]
    if not all(colon and ours for _, colon, ours in pairs):
        raise ImproperlyConfigured(f"{name} must be pairs such as chat-admins:admin, separated by commas.")
    return {claim.strip(): ours.strip() for claim, _, ours in pairs}


OIDC_ISSUER = os.environ.get("OIDC_ISSUER", "").rstrip("/")
OIDC_ORIGIN = "{0.scheme}://{0.netloc}".format(urlsplit(OIDC_ISSUER)) if OIDC_ISSUER else ""
OIDC_CLIENT_ID = os.environ.get("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = os.environ.get("OIDC_CLIENT_SECRET", "")
OIDC_NAME = os.environ.get("OIDC_NAME") or "your company account"
OIDC_ONLY = env_yes("OIDC_ONLY")
OIDC_DOMAINS = [domain.lower() for domain in env_list("OIDC_DOMAINS")]
OIDC_TRUST_EMAIL = env_yes("OIDC_TRUST_EMAIL")
OIDC_CLAIM = os.environ.get("OIDC_CLAIM") or "groups"
OIDC_ROLES, OIDC_GROUPS = env_map("OIDC_ROLES"), env_map("OIDC_GROUPS")
SOCIALACCOUNT_ADAPTER = "chat.company.CompanyAccounts"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "company",
                "name": OIDC_NAME,
                "client_id": OIDC_CLIENT_ID,
                "secret": OIDC_CLIENT_SECRET,
                "settings": {"server_url": OIDC_ISSUER},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}

# Rate limits are counted where all processes see them; a process's own memory would multiply them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "chat_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# E-mail: into the log by default, else by SMTP


def smtp(url):
    """What Django needs to send through smtp://user:password@host:port, or smtps:// for TLS from the start."""
    at = urlsplit(url)
    if at.scheme not in ("smtp", "smtps") or not at.hostname:
        raise ImproperlyConfigured("EMAIL_URL must look like smtp://user:password@mail.example.org:587.")
    own = at.hostname in ("localhost", "127.0.0.1")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": at.hostname,
        "EMAIL_PORT": at.port or (465 if at.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(at.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(at.password or ""),
        "EMAIL_USE_SSL": at.scheme == "smtps",
        "EMAIL_USE_TLS": at.scheme == "smtp" and not own,
        "EMAIL_TIMEOUT": 10,  # seconds: a mail server that is away must not hold a lane for long
    }


EMAIL_URL = os.environ.get("EMAIL_URL", "")
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM") or "chatsite@localhost"
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if EMAIL_URL:
    globals().update(smtp(EMAIL_URL))

# Logs: event names and ids, never what people or models wrote

METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")
LOG_LEVEL = os.environ.get("LOG_LEVEL") or "INFO"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"line": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["line"], "level": "WARNING"},
    "loggers": {
        "chat": {"level": LOG_LEVEL},
        "django": {"handlers": ["line"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},
    },
}

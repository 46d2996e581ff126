"""Every choice of an installation, read from the environment; a node keeps all its data under one folder."""

import logging
import secrets
from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env
from kombu.transport import TRANSPORT_ALIASES

env = Env(prefix="MEZHVED_")

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var" / "default"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """The key from the environment, else the node's own, made once and kept in its data folder."""
    given = env.str("SECRET_KEY", "")
    if given:
        return given
    path = DATA_DIR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


SECRET_KEY = _secret_key()
DEBUG = False
BASE_URL = env.str("BASE_URL", "http://127.0.0.1:8101")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("TRUSTED_ORIGINS", [])
# How many proxies of our own stand before the web process; each adds the address that it saw to X-Forwarded-For, and
# the outermost sets X-Forwarded-Proto itself.
PROXIES = env.int("PROXIES", 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None

INSTALLED_APPS = [
    "config.apps.Interface",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "csp",
    "django_htmx",
    "simple_history",
    "viewflow",
    "viewflow.workflow",
    "history",
    "agencies",
    "citizens",
    "signing",
    "documents",
    "exchange",
    "workflows",
    "oversight",
    "demo",
]

MIDDLEWARE = [
    "agencies.middleware.BehindProxies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "agencies.middleware.PrivatePages",
    "history.middleware.Readings",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "history.again.Again",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "workflows.context.workplace",
            ],
            "builtins": ["agencies.templatetags.words"],
        },
    }
]

# SQLite is one file per node; a writer takes its lock at the start of the transaction, so that two
# writers wait for each other instead of failing at the first write after a read.
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-32000;"
)
_DATABASE_URL = env.str("DATABASE_URL", "")
if _DATABASE_URL:
    DATABASES = {"default": env.dj_db_url("DATABASE_URL")}
    if DATABASES["default"]["ENGINE"].endswith("postgresql"):
        DATABASES["default"]["ENGINE"] = "config.postgresql"
        # Compiling a query takes half a second, which no page has: pages ask for a few rows, however dear a plan looks.
        _OPTIONS = DATABASES["default"].setdefault("OPTIONS", {})
        _OPTIONS["options"] = f"{_OPTIONS.get('options', '')} -c jit=off".strip()
        # Each connection is a process of the server that learns all guards anew: threads of the web keep theirs.
        DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_KEPT_SECONDS", 60)
        DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "db.sqlite3",
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": _SQLITE_PRAGMAS},
            "TEST": {"NAME": DATA_DIR / "test.sqlite3"},
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "agencies.Employee"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "agencies.backends.EmployeeBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "agencies:login"
LOGIN_REDIRECT_URL = "workflows:desk"
LOGOUT_REDIRECT_URL = "agencies:login"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "agencies/locked_out.html"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = env.str("SESSION_COOKIE", "mezhved_session")
CSRF_COOKIE_NAME = env.str("CSRF_COOKIE", "mezhved_csrf")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https:")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
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
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", _("Russian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", "Europe/Moscow")
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# Files of documents are content-addressed below FILES_DIR; keys are read by the signer process alone.
FILES_DIR = DATA_DIR / "files"
# Where uploads grow until they are whole; the nodes of one installation share it as they share FILES_DIR.
UPLOADS_DIR = DATA_DIR / "uploads"
KEYS_DIR = DATA_DIR / "keys"
SEAL_PASSPHRASE_FILE = KEYS_DIR / "seal.passphrase"
KEY_FILE_COST = 2**14  # of scrypt, for new key files
# A token (PKCS#11) in which new keys of these kinds are made: its vendor's library, its label, a file with its PIN.
TOKEN_MODULE = env.str("TOKEN_MODULE", "")
TOKEN_LABEL = env.str("TOKEN_LABEL", "mezhved")
TOKEN_PIN_FILE = env.str("TOKEN_PIN_FILE", str(KEYS_DIR / "token.pin"))
TOKEN_KEYS: list[str] = env.list("TOKEN_KEYS", ["seal", "person"])
TRUST_ANCHORS_FILE = DATA_DIR / "trust" / "anchors.pem"
SIGNER_SOCKET = env.str("SIGNER_SOCKET", "")
# A group that may use the socket of a signer that runs as a user of its own; empty: its user alone.
SIGNER_GROUP = env.str("SIGNER_GROUP", "")
# Who gives time-stamps where administrators entered nobody in the page: an address for each agency by its exchange
# code, "*" for all others; without one an agency's own time-stamp authority, if it has a certificate of one. Roots of
# outside authorities are in a file of PEM.
TIMESTAMP_URLS: Any = env.json("TIMESTAMP_URLS", {})
TIMESTAMP_ANCHORS_FILE = env.str("TIMESTAMP_ANCHORS_FILE", "")
# Hosts that are asked about revocation when a certificate names them; no other address in a certificate is opened.
REVOCATION_HOSTS: list[str] = env.list("REVOCATION_HOSTS", [])
PROOF_PRIVATE_ADDRESSES = env.bool("PROOF_PRIVATE_ADDRESSES", False)
PROOF_SECONDS = env.float("PROOF_SECONDS", 10.0)
CONTAINER_LIMITS = {
    "files": env.int("CONTAINER_FILES", 1000),
    "file_size": env.int("CONTAINER_FILE_SIZE", 2 * 1024 * 1024 * 1024),
    "ratio": env.int("CONTAINER_RATIO", 100),
}
# The tiles of the log and its published head; who signs the heads is told to `history` by name, for it lies lowest.
LOG_DIR = DATA_DIR / "log"
LOG_NAME = env.str("LOG_NAME", "")
LOG_SIGNER = "signing.log_key.log_signer"
UPLOAD_LIMIT = env.int("UPLOAD_LIMIT", 2 * 1024 * 1024 * 1024)
UPLOADS_KEPT_SECONDS = env.float("UPLOADS_KEPT_SECONDS", 24 * 3600.0)
# A virus scanner that speaks the protocol of clamd, as host:port or unix:/path; empty: files are not scanned.
CLAMAV = env.str("CLAMAV", "")
CLAMAV_SECONDS = env.float("CLAMAV_SECONDS", 60.0)
# The program of LibreOffice; empty: it is looked for, and where there is none office files are not shown in the page.
LIBREOFFICE = env.str("LIBREOFFICE", "")
LIBREOFFICE_SECONDS = env.int("LIBREOFFICE_SECONDS", 90)
LIBREOFFICE_MEMORY = env.int("LIBREOFFICE_MEMORY", 2 * 1024 * 1024 * 1024)
# The program that recognises texts of scans; looked for by its name where nothing is said.
TESSERACT = env.str("TESSERACT", "")
TESSERACT_LANGUAGES = env.str("TESSERACT_LANGUAGES", "rus+eng")
TESSERACT_SECONDS = env.int("TESSERACT_SECONDS", 60)
TESSERACT_PAGES = env.int("TESSERACT_PAGES", 100)
# How long the file of a batch of scans is kept when all its pages are on cards or discarded.
BATCHES_KEPT_DAYS = env.int("BATCHES_KEPT_DAYS", 30)
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# The broker is a bell: whatever it loses, the sweeps of the worker find again in the database.
TRANSPORT_ALIASES["embedded"] = "config.bell:Transport"
CELERY_BROKER_URL = env.str("BROKER_URL", "embedded://")
if CELERY_BROKER_URL.startswith("embedded"):
    _BELL_DIR = DATA_DIR / "bell"
    _BELL_DIR.mkdir(exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_in": str(_BELL_DIR), "data_folder_out": str(_BELL_DIR)}
# Remote control needs an exclusive queue named after the host: a worker that was killed would find it locked when it is
# started again, and two nodes of one host could not share a broker.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = env.bool("WORKER_REMOTE_CONTROL", False)
CELERY_TASK_DEFAULT_QUEUE = env.str("QUEUE", "mezhved")  # nodes that share a broker have a queue each
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
# Sweeps need no memory of their last round, and a file of it would be one more thing for a killed process to spoil.
CELERY_BEAT_SCHEDULER = "config.beat:SteadyScheduler"
CELERY_BEAT_SCHEDULE = {
    "remind-of-terms": {"task": "workflows.tasks.remind_of_terms", "schedule": env.float("REMINDER_SECONDS", 600.0)},
    "check-transfers": {"task": "workflows.tasks.check_transfers", "schedule": env.float("TRANSFER_SECONDS", 20.0)},
    "apply-rules": {"task": "workflows.tasks.apply_rules", "schedule": env.float("RULE_SECONDS", 60.0)},
    "deliver-due-messages": {"task": "exchange.tasks.deliver_due", "schedule": env.float("SWEEP_SECONDS", 10.0)},
    "see-to-register": {"task": "exchange.tasks.see_to_register", "schedule": env.float("REGISTER_SECONDS", 900.0)},
    "read-folders": {"task": "exchange.tasks.read_folders", "schedule": env.float("SWEEP_SECONDS", 10.0)},
    "scan-files": {"task": "documents.tasks.scan_files", "schedule": env.float("SCAN_SECONDS", 60.0)},
    "convert-files": {"task": "documents.tasks.convert_files", "schedule": env.float("CONVERT_SECONDS", 20.0)},
    "clear-uploads": {"task": "documents.tasks.clear_uploads", "schedule": 3600.0},
    "raise-proofs": {"task": "documents.tasks.raise_proofs", "schedule": PROOF_SECONDS},
    "try-stamp-authorities": {"task": "signing.tasks.try_stamp_authorities", "schedule": PROOF_SECONDS},
    "warn-of-expiry": {"task": "signing.tasks.warn_of_expiry", "schedule": 3600.0},
    "read-batches": {"task": "documents.tasks.read_batches", "schedule": env.float("BATCH_SECONDS", 10.0)},
    "recognise-files": {"task": "documents.tasks.recognise_files", "schedule": env.float("RECOGNISE_SECONDS", 30.0)},
    "clear-batches": {"task": "documents.tasks.clear_batches", "schedule": 3600.0},
    "look-for-forgotten": {
        "task": "workflows.tasks.look_for_forgotten",
        "schedule": crontab(hour=env.int("NIGHT_HOUR", 3), minute=10),
    },
    "mail-notices": {"task": "workflows.tasks.mail_notices", "schedule": env.float("MAIL_SECONDS", 60.0)},
    "clear-notices": {"task": "workflows.tasks.clear_notices", "schedule": 86400.0},
    "index-due": {"task": "documents.tasks.index_due", "schedule": env.float("INDEX_SECONDS", 30.0)},
}

# How long a remark in the discussion of a case may be corrected or withdrawn by its author.
REMARK_CHANGEABLE_MINUTES = env.int("REMARK_CHANGEABLE_MINUTES", 60)

# Notices by mail. Without a server each message is a file below the data folder, and nothing leaves the node.
MAIL_HOST = env.str("MAIL_HOST", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST, EMAIL_PORT = MAIL_HOST, env.int("MAIL_PORT", 587)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env.str("MAIL_USER", ""), env.str("MAIL_PASSWORD", "")
_MAIL_TLS = env.str("MAIL_TLS", "starttls")  # or "tls" from the first byte, or "none"
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL_TLS == "starttls", _MAIL_TLS == "tls"
EMAIL_TIMEOUT = env.float("MAIL_TIMEOUT_SECONDS", 30.0)
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", "mezhved@localhost")

# Exchange with other agencies.
EXCHANGE_TIMEOUT_SECONDS = env.float("EXCHANGE_TIMEOUT_SECONDS", 30.0)
# How many messages one worker has under way at a time. SQLite has one writer, so more would wait for each other.
EXCHANGE_AT_ONCE = env.int("EXCHANGE_AT_ONCE", 4 if DATABASES["default"]["ENGINE"].endswith("postgresql") else 1)
EXCHANGE_PRIVATE_ADDRESSES = env.bool("EXCHANGE_PRIVATE_ADDRESSES", False)
EXCHANGE_MESSAGE_LIMIT = env.int("EXCHANGE_MESSAGE_LIMIT", 2 * 1024 * 1024 * 1024)
# TLS of the line: whom to believe beside nobody else (a file of authorities; the system's where empty), and with which
# certificate to introduce ourselves where a gateway asks for one (mutual TLS). It proves the line and signs no paper.
EXCHANGE_CA_FILE = env.str("EXCHANGE_CA_FILE", "")
EXCHANGE_CLIENT_CERTIFICATE = env.str("EXCHANGE_CLIENT_CERTIFICATE", "")
EXCHANGE_CLIENT_KEY = env.str("EXCHANGE_CLIENT_KEY", "")
# Working hours without a transport receipt after which a message stands on the operators' list.
EXCHANGE_RECEIPT_HOURS = env.int("EXCHANGE_RECEIPT_HOURS", 4)
# What strangers can make the node keep before a person has looked through the quarantine.
EXCHANGE_QUARANTINE_ENTRIES = env.int("EXCHANGE_QUARANTINE_ENTRIES", 200)
EXCHANGE_QUARANTINE_BYTES = env.int("EXCHANGE_QUARANTINE_BYTES", 256 * 1024 * 1024)
# Where the folders lie through which packages of МЭДО come and go, and how long one may grow before it is broken.
EXCHANGE_FOLDERS = Path(env.str("EXCHANGE_FOLDERS", str(DATA_DIR / "folders")))
EXCHANGE_FOLDER_SETTLES_SECONDS = env.float("EXCHANGE_FOLDER_SETTLES_SECONDS", 600.0)
# The program of OpenSSL with the engine of GOST, no certified cryptography; empty: such signatures are not checked.
GOST_ENGINE = env.str("GOST_ENGINE", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "below_errors": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda line: line.levelno < logging.ERROR,
        }
    },
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
        # Celery quotes the errors of jobs, and they quote records; what is told instead is workflows/services/jobs.py.
        "celery.app.trace": {"filters": ["below_errors"]},
    },
}

SILENCED_SYSTEM_CHECKS = [
    "axes.W006",  # both parameters lock together on purpose: a shared address must not lock a whole office out
]

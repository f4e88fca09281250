"""Settings from the environment, all with the prefix MRC_. See docs/settings.md for each."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

ROOT = Path(__file__).resolve().parent


def _number(environment, name, default):
    text = environment.get(name, "")
    if not text:
        return default
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"{name} must be a whole number, not {text!r}") from None


def _switch(environment, name, default):
    text = environment.get(name, "").strip().lower()
    if not text:
        return default
    if text in {"1", "yes", "true", "on"}:
        return True
    if text in {"0", "no", "false", "off"}:
        return False
    raise ValueError(f"{name} must be yes or no, not {text!r}")


def _table(environment, name):
    """A JSON object of texts, such as the headers of a call."""
    text = environment.get(name, "")
    try:
        found = json.loads(text or "{}")
    except ValueError:
        raise ValueError(f"{name} must be a JSON object") from None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise ValueError(f"{name} must be a JSON object of texts")
    return found


def _list(environment, name, default):
    text = environment.get(name, "")
    return tuple(piece.strip() for piece in text.split(",") if piece.strip()) or default


@dataclass(frozen=True)
class Gateway:
    """How text messages leave by somebody's HTTP gateway, and how it tells what became of them."""

    url: str = ""
    method: str = "POST"
    body: str = '{"to": "{to}", "text": "{text}", "id": "{id}"}'
    is_form: bool = False
    headers: dict = field(default_factory=dict, repr=False)
    secret: str = field(default="", repr=False)
    success: tuple = ("200", "201", "202")
    id_at: str = ""
    timeout: int = 15
    status_id_at: str = "id"
    status_at: str = "status"
    delivered: tuple = ("delivered",)
    failed: tuple = ("failed", "undelivered", "rejected")
    expired: tuple = ("expired",)


@dataclass(frozen=True)
class Hooks:
    """How calls of a gateway are signed, and where in them stands who wrote what."""

    secret: str = field(default="", repr=False)
    signature_header: str = "X-Signature"
    time_header: str = "X-Timestamp"
    sms: tuple = ("from", "text", "id")
    whatsapp: tuple = (
        "entry.0.changes.0.value.messages.0.from",
        "entry.0.changes.0.value.messages.0.text.body",
        "entry.0.changes.0.value.messages.0.id",
    )


@dataclass(frozen=True)
class Settings:
    """Every setting of one running Waymark, with defaults that suit one centre on one computer."""

    instance: Path = ROOT / "instance"
    database_url: str = ""
    reports_database_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    processes: int = 2
    production: bool = False
    https: bool = False
    public_url: str = ""
    trusted_proxies: int = 0
    keys_file: Path | None = None
    log_level: str = "INFO"
    staff_idle_minutes: int = 20
    staff_hours: int = 8
    migrant_idle_minutes: int = 15
    upload_megabytes: int = 20
    case_files: int = 100
    mail: str = "console"
    smtp_host: str = "127.0.0.1"
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_tls: bool = False
    mail_from: str = "office@localhost"
    sms: str = "console"
    gateway: Gateway = field(default_factory=Gateway)
    hooks: Hooks = field(default_factory=Hooks)
    exit_url: str = "https://worldweather.wmo.int/"
    argon2_memory_kib: int = 19456
    argon2_rounds: int = 2
    testing: bool = False

    @property
    def database(self):
        """The SQLAlchemy URL: the one given, or the embedded SQLite file of the instance folder."""
        return self.database_url or f"sqlite:///{self.instance / 'waymark.db'}"

    @property
    def reports_database(self):
        """Where long reports read: a replica when one is given, else the same database."""
        return self.reports_database_url or self.database

    @property
    def keys(self):
        """The file that holds the master keys; it never lies in the database or in a backup of it."""
        return self.keys_file or self.instance / "keys.json"

    @property
    def files(self):
        """The folder of sealed evidence files, outside every web root."""
        return self.instance / "files"


def from_environment(environment=None):
    """Read the settings. Raises ValueError naming the variable when one cannot be read."""
    environment = os.environ if environment is None else environment
    text = environment.get
    settings = Settings(
        instance=Path(text("MRC_INSTANCE", str(Settings.instance))).resolve(),
        database_url=text("MRC_DATABASE_URL", ""),
        reports_database_url=text("MRC_REPORTS_DATABASE_URL", ""),
        host=text("MRC_HOST", Settings.host),
        port=_number(environment, "MRC_PORT", Settings.port),
        processes=_number(environment, "MRC_PROCESSES", Settings.processes),
        production=_switch(environment, "MRC_PRODUCTION", False),
        https=_switch(environment, "MRC_HTTPS", False),
        public_url=text("MRC_PUBLIC_URL", "").rstrip("/"),
        trusted_proxies=_number(environment, "MRC_TRUSTED_PROXIES", 0),
        keys_file=Path(environment["MRC_KEYS_FILE"]) if environment.get("MRC_KEYS_FILE") else None,
        log_level=text("MRC_LOG_LEVEL", "INFO").upper(),
        staff_idle_minutes=_number(environment, "MRC_STAFF_IDLE_MINUTES", 20),
        staff_hours=_number(environment, "MRC_STAFF_HOURS", 8),
        migrant_idle_minutes=_number(environment, "MRC_MIGRANT_IDLE_MINUTES", 15),
        upload_megabytes=_number(environment, "MRC_UPLOAD_MEGABYTES", 20),
        case_files=_number(environment, "MRC_CASE_FILES", 100),
        mail=text("MRC_MAIL", "console"),
        smtp_host=text("MRC_SMTP_HOST", "127.0.0.1"),
        smtp_port=_number(environment, "MRC_SMTP_PORT", 25),
        smtp_user=text("MRC_SMTP_USER", ""),
        smtp_password=text("MRC_SMTP_PASSWORD", ""),
        smtp_tls=_switch(environment, "MRC_SMTP_TLS", False),
        mail_from=text("MRC_MAIL_FROM", "office@localhost"),
        sms=text("MRC_SMS", "console"),
        gateway=_gateway(environment),
        hooks=_hooks(environment),
        exit_url=text("MRC_EXIT_URL", Settings.exit_url),
        argon2_memory_kib=_number(environment, "MRC_ARGON2_MEMORY_KIB", Settings.argon2_memory_kib),
        argon2_rounds=_number(environment, "MRC_ARGON2_ROUNDS", Settings.argon2_rounds),
    )
    return check(settings)


def _gateway(environment):
    text = environment.get
    default = Gateway()
    return Gateway(
        url=text("MRC_SMS_URL", ""),
        method=text("MRC_SMS_METHOD", default.method).upper(),
        body=text("MRC_SMS_BODY", default.body),
        is_form=_switch(environment, "MRC_SMS_FORM", False),
        headers=_table(environment, "MRC_SMS_HEADERS"),
        secret=text("MRC_SMS_SECRET", ""),
        success=_list(environment, "MRC_SMS_SUCCESS", default.success),
        id_at=text("MRC_SMS_ID_AT", ""),
        timeout=_number(environment, "MRC_SMS_TIMEOUT", default.timeout),
        status_id_at=text("MRC_SMS_STATUS_ID_AT", default.status_id_at),
        status_at=text("MRC_SMS_STATUS_AT", default.status_at),
        delivered=_list(environment, "MRC_SMS_DELIVERED", default.delivered),
        failed=_list(environment, "MRC_SMS_FAILED", default.failed),
        expired=_list(environment, "MRC_SMS_EXPIRED", default.expired),
    )


def _hooks(environment):
    text = environment.get
    default = Hooks()
    return Hooks(
        secret=text("MRC_HOOK_SECRET", ""),
        signature_header=text("MRC_HOOK_SIGNATURE_HEADER", default.signature_header),
        time_header=text("MRC_HOOK_TIME_HEADER", default.time_header),
        sms=_list(environment, "MRC_HOOK_SMS_AT", default.sms),
        whatsapp=_list(environment, "MRC_HOOK_WHATSAPP_AT", default.whatsapp),
    )


def _trouble_of_address(settings):
    """What is wrong with the address of the gateway; None when nothing is."""
    address = urlsplit(settings.gateway.url)
    if address.scheme not in {"http", "https"} or not address.hostname or not settings.gateway.url.isascii():
        return "MRC_SMS_URL must be the https address of the gateway"
    if settings.production and address.scheme != "https":
        return "MRC_SMS_URL must begin with https:// in production"
    if address.username or address.password:
        return "MRC_SMS_URL must hold no password: put it into MRC_SMS_SECRET and MRC_SMS_HEADERS"
    return None


def _trouble_of_body(gateway):
    """What is wrong with the body of a call; None when nothing is."""
    if "{text}" not in gateway.body or not ("{to}" in gateway.body or "{number}" in gateway.body):
        return "MRC_SMS_BODY must name {text}, and {to} or {number}"
    try:
        is_read = bool(parse_qsl(gateway.body)) if gateway.is_form else bool(json.loads(gateway.body))
    except ValueError:
        is_read = False
    return (
        None if is_read else "MRC_SMS_BODY must be JSON, or with MRC_SMS_FORM=yes a form such as to={to}&text={text}"
    )


def _trouble_of_call(gateway):
    """What is wrong with how the gateway is called; None when nothing is."""
    if gateway.method not in {"POST", "PUT"}:
        return "MRC_SMS_METHOD must be POST or PUT: an address with a number in it is kept in logs"
    texts = (gateway.secret, *gateway.headers, *gateway.headers.values())
    if not all(text.isascii() and text.isprintable() for text in texts):
        return "MRC_SMS_SECRET and MRC_SMS_HEADERS must be plain letters, digits and signs"
    return None if 1 <= gateway.timeout <= 60 else "MRC_SMS_TIMEOUT must be from 1 to 60 seconds"


def _trouble_of_hooks(hooks):
    """What is wrong with how calls of a gateway are read; None when nothing is."""
    for name, places in (("MRC_HOOK_SMS_AT", hooks.sms), ("MRC_HOOK_WHATSAPP_AT", hooks.whatsapp)):
        if len(places) != 3:
            return f"{name} must name three places, of sender, text and id, with commas between them"
    return "MRC_HOOK_SECRET must have at least 32 characters" if 0 < len(hooks.secret) < 32 else None


def _check_messages(settings):
    """Refuse ways of sending and receiving that cannot work or would tell others who is written to."""
    if settings.mail not in {"console", "smtp"}:
        raise ValueError("MRC_MAIL must be console or smtp")
    if settings.sms not in {"console", "http"}:
        raise ValueError("MRC_SMS must be console or http")
    troubles = [_trouble_of_hooks(settings.hooks)]
    if settings.sms == "http":
        gateway = settings.gateway
        troubles += [_trouble_of_address(settings), _trouble_of_body(gateway), _trouble_of_call(gateway)]
    for trouble in filter(None, troubles):
        raise ValueError(trouble)


def check(settings):
    """Refuse settings that would be unsafe in production. Raises ValueError saying what to do."""
    _check_messages(settings)
    if settings.production and settings.argon2_memory_kib < 19456:
        raise ValueError("MRC_ARGON2_MEMORY_KIB must be at least 19456 in production")
    if settings.production and not settings.https:
        raise ValueError("MRC_HTTPS must be yes in production: serve behind a TLS proxy and set it")
    if settings.production and not settings.public_url.startswith("https://"):
        raise ValueError("MRC_PUBLIC_URL must be the https address of this server in production")
    if settings.production and not settings.keys.exists():
        raise ValueError(f"no key file at {settings.keys}: make one with `mrc keys create` and keep a copy apart")
    return settings

"""Settings from the environment, all with the prefix MRC_. See docs/settings.md for each."""

import os
from dataclasses import dataclass, field
from pathlib import Path

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
        exit_url=text("MRC_EXIT_URL", Settings.exit_url),
        argon2_memory_kib=_number(environment, "MRC_ARGON2_MEMORY_KIB", Settings.argon2_memory_kib),
        argon2_rounds=_number(environment, "MRC_ARGON2_ROUNDS", Settings.argon2_rounds),
    )
    return check(settings)


def check(settings):
    """Refuse settings that would be unsafe in production. Raises ValueError saying what to do."""
    if settings.mail not in {"console", "smtp"}:
        raise ValueError("MRC_MAIL must be console or smtp")
    if settings.sms not in {"console"}:
        raise ValueError("MRC_SMS must be console")
    if settings.production and settings.argon2_memory_kib < 19456:
        raise ValueError("MRC_ARGON2_MEMORY_KIB must be at least 19456 in production")
    if settings.production and not settings.https:
        raise ValueError("MRC_HTTPS must be yes in production: serve behind a TLS proxy and set it")
    if settings.production and not settings.public_url.startswith("https://"):
        raise ValueError("MRC_PUBLIC_URL must be the https address of this server in production")
    if settings.production and not settings.keys.exists():
        raise ValueError(f"no key file at {settings.keys}: make one with `mrc keys create` and keep a copy apart")
    return settings

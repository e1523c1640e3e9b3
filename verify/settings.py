"""Settings: the only reader of the environment. Each is `VERIFY_<NAME>`; the README's table is tested against this class."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an installation can set. The defaults give one desk on SQLite in the folder `desk`."""

    model_config = SettingsConfigDict(env_prefix="VERIFY_", extra="ignore")

    desk_dir: Path = Field(Path("desk"), description="Folder of the desk: its SQLite files and the secret key.")
    database_url: str = Field(
        "", description="SQLAlchemy URL; empty means SQLite in the desk folder. PostgreSQL: `postgresql+psycopg://…`."
    )
    secret_key: str = Field("", description="Signs session ids; empty means a key made once in the desk folder.")
    base_url: str = Field(
        "", description="Public address of the desk, such as `https://desk.example`; ClaimReview needs it."
    )
    host: str = Field("127.0.0.1", description="Address that `verify serve` listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port that `verify serve` listens on.")
    threads: int = Field(0, ge=0, le=64, description="Request threads; 0 means 4 on SQLite and 16 on PostgreSQL.")
    public_pages: bool = Field(
        False, description="Show the method to people who are not signed in, on its page and by API."
    )
    secure_cookies: bool = Field(False, description="Send cookies over HTTPS only; set it behind TLS.")
    session_hours: int = Field(12, ge=1, le=720, description="A sign-in ends after so many hours without use.")
    lease_minutes: int = Field(
        30, ge=1, le=240, description="A handed-out claim is held so long without a sign of life."
    )
    max_text_bytes: int = Field(2_000_000, ge=1_000, description="Largest pasted text or text file, in bytes.")
    max_page_bytes: int = Field(5_000_000, ge=1_000, description="Largest HTML file or fetched page, in bytes.")
    max_evidence_bytes: int = Field(
        20_000_000, ge=1_000, le=200_000_000, description="Largest page, PDF or picture kept as evidence, in bytes."
    )
    max_batch_bytes: int = Field(200_000_000, ge=1_000, description="Largest JSONL batch, in bytes.")
    max_batch_lines: int = Field(100_000, ge=1, description="Most lines of one JSONL batch.")
    fetch_seconds: float = Field(20.0, gt=0, le=300, description="Time for one whole fetch, redirects included.")
    fetch_redirects: int = Field(5, ge=0, le=20, description="Most redirects followed in one fetch.")
    fetch_private: bool = Field(
        False, description="Allow fetching from private addresses; for tests and closed networks only."
    )
    refetch_days: int = Field(
        0, ge=0, le=3650, description="Fetch pages that are cited as evidence again after so many days; 0 means never."
    )
    suggest_url: str = Field(
        "",
        description="Base address of an OpenAI-compatible endpoint, such as `http://127.0.0.1:11434/v1`, that may suggest claims;"
        " empty means off.",
    )
    suggest_model: str = Field("", description="Name of the language model to ask there.")
    suggest_key: str = Field("", repr=False, description="Key to send there, if it takes one.")
    suggest_seconds: float = Field(120.0, gt=0, le=900, description="Time for one whole answer.")
    suggest_characters: int = Field(
        24_000, ge=500, le=300_000, description="Most characters of an article that a language model is sent."
    )
    suggest_tokens: int = Field(4_000, ge=100, le=100_000, description="Most tokens that it may answer.")
    mail_server: str = Field(
        "",
        description="Mail server that the desk sends by; empty means off. Needs `VERIFY_MAIL_FROM` and `VERIFY_BASE_URL`, too.",
    )
    mail_port: int = Field(
        587, ge=1, le=65535, description="Its port: 587 for `starttls`, 465 for `tls`, 25 for `none`."
    )
    mail_tls: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the connection is encrypted: `starttls`, `tls` from the start, or `none`."
    )
    mail_authority: str = Field(
        "",
        description="File (PEM) with the authorities that may vouch for its certificate, where it has one of the house's own;"
        " empty means those that the machine trusts.",
    )
    mail_user: str = Field("", description="Who signs in there; empty means nobody does.")
    mail_password: str = Field(
        "", repr=False, description="Their password; never sent where `VERIFY_MAIL_TLS` is `none`."
    )
    mail_from: str = Field("", description="Sender, such as `Desk <desk@desk.example>`.")
    mail_seconds: float = Field(30.0, gt=0, le=300, description="Time for sending one mail, all in all.")
    worker_concurrency: int = Field(4, ge=1, le=64, description="Background jobs run at once in one process.")
    worker_inside: bool = Field(True, description="Run background jobs inside `verify serve`.")
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)] = Field(
        "INFO", description="Least level that is logged: `DEBUG`, `INFO`, `WARNING` or `ERROR`."
    )

    @property
    def url(self) -> str:
        """The database's SQLAlchemy URL, the desk folder's SQLite file where none is set."""
        return self.database_url or f"sqlite:///{self.desk_dir / 'desk.sqlite3'}"

    @property
    def may_suggest(self) -> bool:
        """Whether a language model may be asked for claims."""
        return bool(self.suggest_url and self.suggest_model)

    @property
    def may_mail(self) -> bool:
        """Whether the desk sends mail: by which server, from whom, and to which address its links lead."""
        return bool(self.mail_server and self.mail_from and self.base_url)

    @property
    def on_sqlite(self) -> bool:
        """Whether the desk lives in SQLite."""
        return self.url.startswith("sqlite")


@lru_cache
def get_settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()

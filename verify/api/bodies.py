"""What callers send."""

from pydantic import BaseModel, ConfigDict


class Sent(BaseModel):
    """A body, or the filters of an address. A field that it does not know is refused: misspelt, a guard would be passed over."""

    model_config = ConfigDict(extra="forbid")

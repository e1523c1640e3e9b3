"""What surrounds every request: an id, the security headers, and the guard against requests that other sites send."""

import re
import secrets
from urllib.parse import urlsplit

from secure import (
    ContentSecurityPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


def _policy() -> ContentSecurityPolicy:
    csp = (
        ContentSecurityPolicy()
        .default_src("'self'")
        .script_src("'self'")
        .style_src("'self'")
        .img_src("'self'", "data:")
    )
    return csp.object_src("'none'").base_uri("'none'").form_action("'self'").frame_ancestors("'none'")


class Shield:
    """ASGI middleware; see the module."""

    def __init__(self, app: ASGIApp, *, secure_cookies: bool) -> None:
        self.app = app
        headers = Secure(
            csp=_policy(),
            referrer=ReferrerPolicy().same_origin(),
            xcto=XContentTypeOptions().nosniff(),
            xfo=XFrameOptions().deny(),
            hsts=StrictTransportSecurity().max_age(31_536_000) if secure_cookies else None,
        ).headers
        self.headers = {**headers, "Cross-Origin-Opener-Policy": "same-origin"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        scope["verify.request_id"] = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    out.setdefault(name, value)
                out["X-Request-ID"] = scope["verify.request_id"]
            await send(message)

        if scope["method"] not in SAFE_METHODS and "cookie" in headers and from_elsewhere(headers):
            refusal = PlainTextResponse("This form was sent from another site, and nothing was changed.", 403)
            await refusal(scope, receive, send_with_headers)
            return
        await self.app(scope, receive, send_with_headers)


def from_elsewhere(headers: Headers) -> bool:
    """Whether another site sent it, by the browser's own word (Fetch Metadata), else by the Origin header.

    Clients that send neither are not browsers.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")

"""Tokens: access tokens, keys of services, cookies and connection strings, by their own shape.

JWT (RFC 7519), Bearer and Basic (RFC 6750, RFC 7617), cookies (RFC 6265), query parameters that carry
credentials, URLs with a password (RFC 3986, section 3.2.1), and the prefixes that services publish so
that their keys can be recognised. Everything here is of tier secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sealcase.detect.passages import make_hit
from sealcase.detect.segments import Hit
from sealcase.model import Band

_JWT = re.compile(r"eyJ(?<![0-9A-Za-z_\-]eyJ)[0-9A-Za-z_\-]{8,}\.[0-9A-Za-z_\-]{4,}(?:\.[0-9A-Za-z_\-]*)*")
_AUTH_SCHEME = re.compile(r"(?:[Bb]earer|BEARER|[Bb]asic|Digest)[ \t:]{1,3}\"?([0-9A-Za-z._~+/\-]{12,}={0,2})")
_PREFIXES = (
    r"gh[oprsu]_[0-9A-Za-z_.\-]{20,}",  # GitHub
    r"github_pat_[0-9A-Za-z_]{22,}",
    r"glpat-[0-9A-Za-z_\-]{18,}",  # GitLab
    r"xox[abeoprs]-[0-9A-Za-z\-]{10,}",  # Slack
    r"xapp-[0-9A-Za-z\-]{20,}",
    r"https://hooks\.slack\.com/[0-9A-Za-z/_\-]{20,}",
    r"(?:sk|rk|pk|whsec)_(?:live|test)_[0-9A-Za-z]{10,}",  # Stripe
    r"sk-[0-9A-Za-z_\-]{20,}",  # OpenAI, Anthropic
    r"A(?:KIA|SIA|BIA|CCA|GPA|IDA|ROA)[0-9A-Z]{16}",  # AWS
    r"LTAI[0-9A-Za-z]{12,26}",  # Alibaba Cloud
    r"AKID[0-9A-Za-z]{32}",  # Tencent Cloud
    r"AIza[0-9A-Za-z_\-]{35}",  # Google
    r"ya29\.[0-9A-Za-z_\-]{20,}",
    r"EAA[0-9A-Za-z]{40,}",  # Meta
    r"npm_[0-9A-Za-z]{30,}",
    r"pypi-[0-9A-Za-z_\-]{40,}",
    r"SG\.[0-9A-Za-z_\-]{16,}\.[0-9A-Za-z_\-]{16,}",  # SendGrid
    r"hf_[0-9A-Za-z]{20,}",  # Hugging Face
    r"gsk_[0-9A-Za-z]{20,}",  # Groq
    r"shp(?:at|ca|pa|ss)_[0-9A-Za-z]{32}",  # Shopify
    r"do[opr]_v1_[0-9a-f]{32,}",  # DigitalOcean
    r"ops_eyJ[0-9A-Za-z_=\-]{40,}",  # 1Password
    r"lin_api_[0-9A-Za-z]{32,}",  # Linear
    r"figd_[0-9A-Za-z_\-]{30,}",  # Figma
    r"dapi[0-9A-Fa-f]{32}",  # Databricks
    r"hv[sbr]\.[0-9A-Za-z_\-]{20,}",  # HashiCorp Vault
    r"tskey-[a-z]{2,12}-[0-9A-Za-z\-]{20,}",  # Tailscale
    r"gl(?:sa|c)_[0-9A-Za-z_=+/]{20,}",  # Grafana
    r"vc[a-z]_[0-9A-Za-z]{20,}",  # Vercel
    r"cf[a-z]{2}_[0-9A-Za-z]{20,}",  # Cloudflare
    r"AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{50,}",  # age
)
_PREFIXED = re.compile("|".join(_PREFIXES))
_SECRET_KEYS = (
    "access_?token|refresh_?token|id_?token|auth_?token|token|api_?key|app_?key|key|secret|client_?secret|sig|signature|sign|auth"
    "|session(?:_?id|_?key)?|sid|jwt|password|passwd|pwd|code|ticket|x-amz-[a-z\\-]*(?:signature|token|credential)"
)
_QUERY = re.compile(rf"[?&](?i:{_SECRET_KEYS})=([^&\s\"'<>#\ufffe\uffff]{{4,}})")
_URL_PASSWORD = re.compile(
    # A connection string is a secret as a whole; `${PASSWORD}`, `{{pass}}` and `<password>` are templates.
    r"[a-z][a-z0-9+.\-]{1,20}://[^\s/:@\"'<>\ufffe\uffff]{0,64}:(?![$<{%*])[^\s/@\"'<>\ufffe\uffff]{1,128}"
    r"@[^\s\"'<>)\ufffe\uffff]+"
)
_COOKIE_LINE = re.compile(
    r"(?:[Ss]et-)?[Cc]ookie2?[\"']?[ \t]*[:=][ \t]*[\"']?([^\s\"'=;,\uffff]{1,64}=[^\r\n\"'\x1e\uffff]+)"
)


def find_tokens(text: str) -> Iterator[Hit]:
    """Yield what looks like a credential wherever it stands."""
    shapes = (
        ("eyJ", _JWT, 0, "TOKEN", "jwt"),
        ("", _PREFIXED, 0, "TOKEN", "token-prefix"),
        ("", _AUTH_SCHEME, 1, "TOKEN", "auth-scheme"),
        ("=", _QUERY, 1, "TOKEN", "query-key"),
        ("@", _URL_PASSWORD, 0, "PASSWORD", "url-password"),
        ("ookie", _COOKIE_LINE, 1, "COOKIE", "cookie-line"),
    )
    for gate, pattern, group, entity, rule in shapes:
        if gate in text:
            for match in pattern.finditer(text):
                before = text[match.start() - 1 : match.start()]
                # The boundary is checked here: a lookbehind first would cost the regex engine its prefix.
                if not (before.isascii() and before.isalnum()) or rule in {"query-key", "url-password"}:
                    yield make_hit(entity, *match.span(group), Band.CERTAIN, rule, match[group])

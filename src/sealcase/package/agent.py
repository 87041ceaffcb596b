"""Signing with a key that is not ours to read: in ssh-agent, or on a security key.

`ssh-keygen -Y sign` talks to both. Guarantees: its signature is used only after it proved good, by the
key asked for, in the one spelling that packages have; no private key is ever read here. ssh-keygen's own
words (touch the key, type its PIN) go to the terminal.
"""

from __future__ import annotations

import io
import subprocess
from dataclasses import dataclass
from pathlib import Path

from sealcase.errors import SignatureError, SigningProgramError
from sealcase.files import printable, read_bounded
from sealcase.locale import N_
from sealcase.package import sshsig
from sealcase.package.sshkey import MAX_KEY_BYTES, PublicKey
from sealcase.package.verify import is_canonical

PROGRAM = "ssh-keygen"
TIMEOUT_S = 120
"""How long a person may take to touch the key or type its PIN."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentKey:
    """A key of which only the public half is here."""

    file: Path
    """The public key file, as ssh-keygen takes it."""
    public_key: PublicKey

    def sign_armored(self, content: bytes, namespace: str) -> bytes:
        """Return the armored signature of `content`, which was checked.

        Raises:
            SigningProgramError: ssh-keygen is missing, the key is not at hand, or the signature is not good.
        """
        command = [PROGRAM, "-q", "-Y", "sign", "-f", str(self.file.absolute()), "-n", namespace]
        try:
            # The content goes through a pipe, words for the person to standard error.
            done = subprocess.run(  # noqa: S603 - a list of words, no shell
                command, input=content, stdout=subprocess.PIPE, timeout=TIMEOUT_S, check=False
            )
        except subprocess.TimeoutExpired:
            raise self._failed(N_("{program} did not end within {limit} seconds")) from None
        except OSError:
            raise self._failed(N_("{program} is not installed")) from None
        if done.returncode:
            raise self._failed(N_("{program} refused; its own words stand above"))
        try:
            signer = sshsig.check(io.BytesIO(content), done.stdout, namespace)
        except SignatureError:
            raise self._failed(N_("the signature that {program} gave does not hold")) from None
        if signer != self.public_key or not is_canonical(done.stdout):
            raise self._failed(N_("the signature that {program} gave does not hold"))
        return done.stdout

    def _failed(self, reason: str) -> SigningProgramError:
        return SigningProgramError(file=str(self.file), reason=reason, program=PROGRAM, limit=TIMEOUT_S)


def read_public_key(file: Path) -> AgentKey:
    """Return the key whose public half stands in `file`.

    Raises:
        UnreadableFileError, EmptyFileError, LimitError: the file cannot be read within its bound.
        SigningProgramError: it holds no public key, or one of a kind that packages do not take.
    """
    try:
        public_key = PublicKey.from_line(read_bounded(file, MAX_KEY_BYTES).decode())
    except ValueError:
        reason = N_("the file holds no public key; it begins with ssh-ed25519 or the like")
        raise SigningProgramError(file=str(file), reason=reason) from None
    if public_key.kind not in sshsig.SUPPORTED_KINDS:
        reason = N_("keys of the kind {kind} are not supported")
        raise SigningProgramError(file=str(file), reason=reason, kind=printable(public_key.kind))
    return AgentKey(file=file, public_key=public_key)

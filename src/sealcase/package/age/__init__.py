"""age v1, the encryption of packages and vaults (https://c2sp.org/age).

Guarantees that what it writes, `age` reads, and the other way round; that plaintext is given out only
after it proved authentic; that every size and count is bounded before it is allocated. Refuses anything
that the specification does not allow, and recipients that may not share a file.
"""

from sealcase.package.age.failure import Failure, FormatError
from sealcase.package.age.file import ciphertext_size, decrypt, decrypted, encrypt, encrypting
from sealcase.package.age.hybrid import HybridIdentity, HybridRecipient, generate_hybrid_identity
from sealcase.package.age.keys import parse_identity, parse_identity_file, parse_recipient, parse_recipients_file
from sealcase.package.age.scrypt import ScryptIdentity, ScryptRecipient
from sealcase.package.age.ssh import SshIdentity, SshRecipient
from sealcase.package.age.stanza import Company, Identity, Recipient, Stanza
from sealcase.package.age.x25519 import X25519Identity, X25519Recipient, generate_identity

__all__ = [
    "Company",
    "Failure",
    "FormatError",
    "HybridIdentity",
    "HybridRecipient",
    "Identity",
    "Recipient",
    "ScryptIdentity",
    "ScryptRecipient",
    "SshIdentity",
    "SshRecipient",
    "Stanza",
    "X25519Identity",
    "X25519Recipient",
    "ciphertext_size",
    "decrypt",
    "decrypted",
    "encrypt",
    "encrypting",
    "generate_hybrid_identity",
    "generate_identity",
    "parse_identity",
    "parse_identity_file",
    "parse_recipient",
    "parse_recipients_file",
]

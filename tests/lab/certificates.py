"""TLS certificates of the mail lab, made anew at each start: trusted, self-signed, expired, for another host."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from .services import EXPIRED, SELF_SIGNED, TRUSTED, WRONG_NAME

NAMES = ("localhost", "127.0.0.1")
#: When the expired certificate expired.
EXPIRED_SINCE = datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)


def make_contexts(folder: Path) -> tuple[dict[str, ssl.SSLContext], Path]:
    """Give one server context a kind of certificate, and the file of the authority behind all but the self-signed."""
    authority = trustme.CA(organization_name="Mail lab")
    authority_file = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(authority_file))
    contexts = {kind: ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) for kind in (TRUSTED, EXPIRED, WRONG_NAME)}
    authority.issue_cert(*NAMES).configure_cert(contexts[TRUSTED])
    authority.issue_cert(*NAMES, not_before=_before(EXPIRED_SINCE), not_after=EXPIRED_SINCE).configure_cert(
        contexts[EXPIRED]
    )
    authority.issue_cert("smtp.other.example").configure_cert(contexts[WRONG_NAME])
    contexts[SELF_SIGNED] = _self_signed(folder / "self_signed.pem")
    return contexts, authority_file


def _self_signed(file: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAMES[0])])
    now = datetime.datetime.now(datetime.timezone.utc)
    alternatives = [x509.DNSName(NAMES[0]), x509.IPAddress(ipaddress.ip_address(NAMES[1]))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_before(now, days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.touch(mode=0o600)
    file.write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def _before(moment: datetime.datetime, days: int = 365) -> datetime.datetime:
    return moment - datetime.timedelta(days=days)

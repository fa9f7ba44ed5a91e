"""Keys, tokens and certificates for the test federations, made by `samverkan token` and `samverkan certificate`.

Every agency has an issuer of its own, which may speak for that agency alone. They are made once for each test process,
in a folder that goes with it.
"""

import atexit
import functools
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

CLI = pathlib.Path(os.environ["SAMVERKAN_BIN"]) / "samverkan"
ALL_ROLES = ("reader", "contributor", "process_leader", "operator")
# Who takes part in any test; an issuer more costs nothing.
AGENCIES = ("af", "fk", "finsam", "region", "lomma", "kavlinge", "kommun")

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="samverkan-identity-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
ISSUERS = FOLDER / "issuers.json"
CA = FOLDER / "ca" / "ca.pem"
# The one that all servers and clients show.
CERTIFICATE = FOLDER / "server.pem"


def run(*arguments):
    env = {key: value for key, value in os.environ.items() if not key.startswith("SAMVERKAN_")}
    done = subprocess.run([CLI, *map(str, arguments)], env=env, capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        raise AssertionError(f"samverkan {arguments}: {done.stderr}")
    return done.stdout


def issuer_of(agency):
    return f"https://idp.{agency}.test"


def key_of(agency):
    return FOLDER / f"{agency}.pem"


@functools.cache
def token(agency, roles=ALL_ROLES, issuer=None, key=None, audience="samverkan", hours=2.0,
          subject="test"):
    """A token that `issuer` (the agency's own unless said) signs with `key` (the issuer's unless said)."""
    issuer = issuer or issuer_of(agency)
    key = key or key_of(agency)
    return run("token", "--key", key, "--make-key", "--issuer", issuer, "--agency", agency, f"--roles={','.join(roles)}",
               f"--audience={audience}", f"--hours={hours}", f"--subject={subject}").strip()


@functools.cache
def token_file(agency, roles=ALL_ROLES):
    path = FOLDER / f"{agency}-{'-'.join(roles)}.jwt"
    path.write_text(token(agency, roles))
    return path


def bearer(text):
    """The metadata that shows a token."""
    return (("authorization", f"Bearer {text}"),)


def replace(path, text):
    """Writes the file at once: whoever reads it meanwhile sees the old one or the new one."""
    part = path.with_suffix(".part")
    part.write_text(text)
    part.rename(path)


def certificate(path, host="127.0.0.1", days=30):
    """Makes a certificate with its key, signed by the test's authority, in one file, so that both change at once."""
    prefix = path.with_name(path.stem + "-new")
    run("certificate", "--ca", CA.parent, "--host", host, "--out", prefix, f"--days={days}")
    replace(path, "".join(prefix.with_name(prefix.name + end).read_text() for end in (".pem", "-key.pem")))


def write_issuers(path=ISSUERS, agencies=AGENCIES):
    entries = []
    for agency in agencies:
        token(agency)  # Makes the key.
        entries.append({"issuer": issuer_of(agency), "agencies": [agency], "jwksFile": f"{FOLDER}/{agency}.jwks.json"})
    replace(path, json.dumps({"issuers": entries}))


certificate(CERTIFICATE)
write_issuers()

# What every server of a test federation is started with.
SERVER_FLAGS = (f"--tls_certificate={CERTIFICATE}", f"--tls_key={CERTIFICATE}", f"--tls_ca={CA}",
                f"--issuers={ISSUERS}")

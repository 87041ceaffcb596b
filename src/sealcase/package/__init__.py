"""The sealed package: format 1 as `docs/format.md` describes it, written, verified and opened.

`seal` writes a package, `verify` checks one without a key, `unseal` opens it for the desk, `vault`
keeps what stays at home. Beneath them: `age` and `sshsig` (the two published formats), `container`
(ZIP), `archive` (tar), `manifest`, `envelope`, `disclosure`. Nothing heavier than `cryptography` is
imported, so that `verify` answers in the time that Python takes to start.
"""

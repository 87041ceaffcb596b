"""What can go wrong with a case folder."""

from __future__ import annotations

from sealcase.errors.error import SealcaseError
from sealcase.locale import N_


class CaseFolderError(SealcaseError):
    """There is no case folder at that place."""

    code = "E_CASE_FOLDER"
    message = N_("{file}: is no case folder")
    hint = N_("type: sealcase init DIR, which makes one; or name yours with -C DIR")


class FolderNotEmptyError(SealcaseError):
    """A case folder is to be made where something is already."""

    code = "E_NOT_EMPTY"
    message = N_("{file}: is not empty; nothing was changed")
    hint = N_("name a folder that does not exist yet, or an empty one")


class CaseBusyError(SealcaseError):
    """Another process changes the case folder at this moment."""

    code = "E_BUSY"
    message = N_("{file}: another sealcase is at work in this case folder")
    hint = N_("wait until it is done, then type the command again")


class NoExhibitsError(SealcaseError):
    """A case folder without evidence."""

    code = "E_NO_EXHIBITS"
    message = N_("{file}: the case has no exhibits yet")
    hint = N_("add your screenshots, bills and logs: sealcase add FILE…")


class StrayFileError(SealcaseError):
    """Something lies among the exhibits that was not added."""

    code = "E_STRAY"
    message = N_("{file}: lies among the exhibits and was not added")
    hint = N_("move it out of there, then type: sealcase add FILE")


class OwnFileError(SealcaseError):
    """A file that belongs to the case folder is given as evidence."""

    code = "E_OWN_FILE"
    message = N_("{file}: belongs to the case folder itself and is no evidence")
    hint = N_("leave it out, and name the files that you want to add one by one")

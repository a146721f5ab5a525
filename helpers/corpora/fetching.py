"""Where the files of published corpora lie: DERIVED_DATA, the cache, the network."""

import os
from pathlib import Path

import pooch

from helpers.corpora.corpus import EMBEDDED, CorpusError

__all__ = ["cache_folder", "fetch", "given_folder"]


def cache_folder():
    """The folder of what was downloaded or built: DERIVED_CACHE or the system's."""
    return Path(os.environ.get("DERIVED_CACHE") or pooch.os_cache("derived"))


def given_folder():
    """The folder that DERIVED_DATA names, or None."""
    named = os.environ.get("DERIVED_DATA")
    return Path(named) if named else None


def fetch(name, address, file):
    """Find a file of a published corpus, or download it once.

    Parameters
    ----------
    name : str
        The corpus', for messages.
    address : str
        What stands before the file's own name.
    file : helpers.corpora.named.File

    Returns
    -------
    pathlib.Path

    Raises
    ------
    CorpusError
        If it cannot be had, or is not the published one.
    """
    given = given_folder()
    if given and not given.is_dir():
        raise CorpusError(f"DERIVED_DATA names {given}, which is no folder; unset it")
    if given and (path := given / file.path).exists():
        if pooch.file_hash(str(path)) != file.sha256:
            raise CorpusError(
                f"{name}: {path} is not the published file (its SHA-256 differs); put "
                "the original there or remove it"
            )
        return path
    place = cache_folder() / file.path
    try:
        return Path(
            pooch.retrieve(
                address + place.name,
                known_hash=f"sha256:{file.sha256}",
                fname=place.name,
                path=place.parent,
                progressbar=True,
            )
        )
    except OSError as error:  # no network, no such page, cut off, or no room to keep it
        raise CorpusError(
            f"{name}: {place.name} could not be fetched from {address} into "
            f"{place.parent} ({type(error).__name__}); load it once with a network, or "
            f"put it at {file.path} in a folder that DERIVED_DATA names, or "
            f"take {EMBEDDED}"
        ) from error
    except ValueError as error:
        raise CorpusError(
            f"{name}: what {address} gives for {place.name} is not the published file "
            "(its SHA-256 differs) and was not kept; try from another network, or put "
            f"the original at {file.path} in a folder that DERIVED_DATA names"
        ) from error

"""What a file holds, unpacked where it is packed."""

import bz2
import gzip
import io
import lzma
import zipfile
import zlib

import regex

from helpers.corpora.corpus import CorpusError

__all__ = ["LARGEST", "unpacked"]

LARGEST = 2**30  # bytes that a packed file may grow to
_PACKED = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\0": lzma.open,
}
_BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile)
_BROKEN += (ValueError, RuntimeError)  # odd sizes; a password, another way of packing


def unpacked(path):
    """What a file holds, unpacked where it is packed.

    Parameters
    ----------
    path : pathlib.Path
        Packed by gzip, bzip2 or xz, or a zip archive of one file, or not packed.

    Returns
    -------
    name : str
        The file's name without the ending of the packing.
    content : bytes
    notes : list of str

    Raises
    ------
    CorpusError
        If it cannot be read or unpacked, grows above `LARGEST`, or is an archive of
        several files.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CorpusError(
            f"{path} cannot be read ({error.strerror}); check who may read it"
        ) from error
    name, notes = path.name, []
    try:
        for magic, opener in _PACKED.items():
            if content.startswith(magic):
                content = _limited(opener(io.BytesIO(content)), path.name)
                name = regex.sub(r"\.(gz|bz2|xz)$", "", name, flags=regex.IGNORECASE)
                notes = ["unpacked"]
        if content.startswith(b"PK\x03\x04"):
            member, content = _only_member(content, path.name)
            if member:
                name, notes = member, [f"unpacked: {member}"]
    except CorpusError:
        raise
    except _BROKEN as error:
        raise CorpusError(
            f"{path.name} cannot be unpacked ({error}); unpack it yourself, or pack it "
            "again"
        ) from error
    if not content.strip(b"\0\t\n\r \xef\xbb\xbf\xfe\xff"):
        raise CorpusError(f"{name} is empty; it needs rows with text and label")
    return name, content, notes


def _only_member(content, name):
    """The one file of a zip archive, or the archive itself if it is a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sizes = {member.filename: member.file_size for member in archive.infolist()}
        if "xl/workbook.xml" in sizes:
            if sum(sizes.values()) > LARGEST:
                raise CorpusError(_too_large(name))
            return "", content
        if {"mimetype", "[Content_Types].xml"} & sizes.keys():
            raise CorpusError(
                f"{name} is a document of another kind; save its table as .xlsx or .csv"
            )
        # What file managers add, and folders, are no data.
        found = [path for path in sizes if not regex.search(r"(^|/)(\.|__)|/$", path)]
        if len(found) != 1:
            raise CorpusError(
                f"{name} holds {', '.join(found[:5]) or 'no file'}; unpack it and name "
                "one file"
            )
        with archive.open(found[0]) as member:
            return found[0].rpartition("/")[2], _limited(member, name)


def _limited(stream, name):
    """All bytes of a stream that unpacks, if they are not too many."""
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise CorpusError(_too_large(name))
    return content


def _too_large(name):
    """What is wrong with a file that grows without end."""
    return f"{name} grows above {LARGEST / 2**30:g} GiB; unpack and split it"

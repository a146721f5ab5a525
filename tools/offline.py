"""Run a command with the network off and loopback on: python -m tools.offline CMD ...

Where the system allows it, in a network namespace of its own (Linux, `unshare`);
elsewhere every Python process that the command starts refuses to open a socket to
anything but this machine, through tools/blocked/sitecustomize.py.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

BLOCKED = Path(__file__).resolve().parent / "blocked"


def raise_loopback():
    """Bring the `lo` interface of a new network namespace up."""
    import fcntl
    import socket
    import struct

    get_flags, set_flags, up = 0x8913, 0x8914, 0x1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
        request = struct.pack("16sh14x", b"lo", 0)
        name, flags = struct.unpack("16sh14x", fcntl.ioctl(device, get_flags, request))
        fcntl.ioctl(device, set_flags, struct.pack("16sh14x", name, flags | up))


def namespace():
    """The `unshare` call that works here, or None."""
    if not shutil.which("unshare"):
        return None
    for call in (["unshare", "--net"], ["unshare", "--net", "--map-root-user"]):
        if subprocess.run([*call, "true"], stderr=subprocess.DEVNULL).returncode == 0:
            return call
    return None


def main():
    command = sys.argv[1:]
    if not command:
        sys.exit(__doc__)
    if command[0] == "--inside":
        raise_loopback()
        os.execvp(command[1], command[1:])
    call = namespace()
    if call:
        inside = [sys.executable, "-m", "tools.offline", "--inside"]
        os.execvp(call[0], [*call, *inside, *command])
    paths = [str(BLOCKED), os.environ.get("PYTHONPATH", "")]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    sys.exit(subprocess.run(command).returncode)


if __name__ == "__main__":
    main()

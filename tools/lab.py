"""JupyterLab with the workbook's style sheet: python -m tools.lab, options as always.

JupyterLab reads a style sheet of one's own from the user's configuration only; this one
comes with the workbook, and nothing is written anywhere.
"""

from pathlib import Path

from jupyter_server.serverapp import ServerApp
from jupyterlab.labapp import LabApp
from traitlets import default

STYLE = Path(__file__).resolve().parent.parent / "assets" / "lab"


class Server(ServerApp):
    """The server, which finds custom.css in assets/lab."""

    @default("static_custom_path")
    def _workbook_style(self):
        return [str(STYLE)]


class Lab(LabApp):
    """JupyterLab on that server."""

    serverapp_class = Server


if __name__ == "__main__":
    Lab.launch_instance()

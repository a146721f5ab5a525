"""Chapter 0: the ledger of the article's claims."""

import re

from tests.test_notebooks import NOTEBOOKS, cells

NOT_COMPARED = 2  # cells whose output differs from machine to machine

ROW = re.compile(r"^\| A(\d+) \| .+ \| ([^|]+) \|([^|]*)\|$", re.MULTILINE)


def ledger():
    (cell,) = [c for c in cells("00_start_here.ipynb", "markdown") if c.id == "ledger"]
    return [
        (int(n), verdict.strip(), by.strip())
        for n, verdict, by in ROW.findall(cell.source)
    ]


def settles(target):
    """Whether a link "03_x.ipynb#cell-id=y" names a code cell that is there."""
    link = re.search(r"\]\((\d\d[a-z]?_\w+\.ipynb)#cell-id=([\w-]+)\)", target)
    if link:
        name, cell_id = link.groups()
        return name in NOTEBOOKS and any(c.id == cell_id for c in cells(name, "code"))
    return False


def test_ledger_has_every_claim_once():
    assert [number for number, _, _ in ledger()] == list(range(1, 24))


def test_settled_claims_name_the_cell_that_settles_them():
    unfounded = [
        number
        for number, verdict, by in ledger()
        if (verdict == "open") != (by == "") or (by and not settles(by))
    ]
    assert unfounded == []


def test_ledger_check_can_fail():
    assert not settles("[settled](03_gradient_descent.ipynb#cell-id=no-such-cell)")
    assert not settles("believe me")

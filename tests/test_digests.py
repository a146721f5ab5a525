"""A digest follows names: what makes a stored result stale, and what does not."""

import pytest

from tools.digests import NOT_FOLLOWED, REGISTRIES, Sources, digest, reached

# A house of our own, in memory: a measurement and what it uses.
TRIAL = """
from helpers import rules
from helpers.walks import walk

STEPS = 3


def measure(case):
    return [walk(rules.half, case["start"], STEPS)]
"""
RULES = '''
"""Rules."""

FACTOR = 0.5
FACTOR *= 1.0


def half(x):
    """Half of it."""
    return FACTOR * x  # of x


def double(x):
    return 2 * x
'''
WALKS = """
from functools import cache


class Walker:
    stride = 1

    def __init__(self, rule):
        self.rule = rule

    def go(self, x, steps):
        for _ in range(steps * self.stride):
            x = self.rule(x)
        return x


@cache
def walk(rule, x, steps):
    return Walker(rule).go(x, steps)
"""
HOUSE = {
    "helpers/__init__.py": "",
    "helpers/rules.py": RULES,
    "helpers/walks.py": WALKS,
    "tools/measurements/trial.py": TRIAL,
}
ROOTS = ["tools.measurements.trial.measure"]


def digest_of(tmp_path, files, data=None, roots=ROOTS):
    return digest(roots, Sources(files, tmp_path), data)


def edited(old, new):
    """The house with one text changed, wherever it stands."""
    assert sum(text.count(old) for text in HOUSE.values()) == 1, old
    return {path: text.replace(old, new) for path, text in HOUSE.items()}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# of x", "# a comment"),
        ("Half of it.", "A docstring."),
        ('"""Rules."""', '"""A module\'s docstring."""'),
        ("return FACTOR * x", "return (FACTOR*x)"),
        ("return 2 * x", "return 3 * x"),  # nobody uses it
        ("STEPS = 3\n", "STEPS = 3\nUNUSED = 4\n"),
        ("from helpers import rules", "from helpers import rules\nimport math"),
    ],
)
def test_what_cannot_change_a_number_leaves_the_digest(tmp_path, old, new):
    assert digest_of(tmp_path, edited(old, new)) == digest_of(tmp_path, HOUSE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("FACTOR = 0.5", "FACTOR = 0.4"),
        ("FACTOR *= 1.0", "FACTOR *= 2.0"),  # all that binds a name counts
        ("return FACTOR * x", "return FACTOR + x"),
        ("stride = 1", "stride = 2"),  # of a class
        ("x = self.rule(x)", "x = self.rule(x) + 1"),  # in a method
        ("@cache\n", ""),  # a decorator
        ("steps):\n    return W", "steps=1):\n    return W"),  # a default
        ("STEPS = 3", "STEPS = 4"),
        ("rules.half", "rules.double"),
    ],
)
def test_what_can_change_a_number_changes_the_digest(tmp_path, old, new):
    assert digest_of(tmp_path, edited(old, new)) != digest_of(tmp_path, HOUSE)


def test_a_function_that_is_renamed_counts_as_changed(tmp_path):
    """A result may show a name: `framework.__name__`."""
    renamed = {path: text.replace("half", "halve") for path, text in HOUSE.items()}
    assert digest_of(tmp_path, renamed) != digest_of(tmp_path, HOUSE)


def test_the_order_of_definitions_does_not_count(tmp_path):
    first, second = RULES.split("\n\n\ndef double")
    turned = f"def double{second}\n\n{first}\n"
    assert digest_of(tmp_path, HOUSE | {"helpers/rules.py": turned}) == digest_of(
        tmp_path, HOUSE
    )


def test_a_function_may_move_to_another_module(tmp_path):
    moved = HOUSE | {
        "helpers/rules.py": "",
        "helpers/scaling.py": RULES,
        "tools/measurements/trial.py": TRIAL.replace("rules", "scaling"),
    }
    assert digest_of(tmp_path, moved) == digest_of(tmp_path, HOUSE)
    by_name = TRIAL.replace("import rules", "import half").replace("rules.half", "half")
    by_name = by_name.replace("helpers import", "helpers.rules import")
    assert digest_of(
        tmp_path, HOUSE | {"tools/measurements/trial.py": by_name}
    ) == digest_of(tmp_path, HOUSE)


@pytest.mark.parametrize(
    "opening",
    [
        "from helpers.rules.scaling import double, half",
        "from helpers.rules import scaling\nfrom helpers.rules.scaling import half",
        "from .scaling import half",
    ],
)
def test_a_module_may_become_a_package(tmp_path, opening):
    package = HOUSE | {
        "helpers/rules/__init__.py": opening,
        "helpers/rules/scaling.py": RULES,
    }
    del package["helpers/rules.py"]
    assert digest_of(tmp_path, package) == digest_of(tmp_path, HOUSE)
    found = reached(ROOTS, Sources(package, tmp_path))
    assert ("helpers.rules.scaling", "FACTOR", "") in found


def test_the_files_of_a_folder_are_followed(tmp_path):
    for path, text in HOUSE.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    before = digest(ROOTS, Sources(root=tmp_path))
    assert before == digest_of(tmp_path, HOUSE)
    (tmp_path / "helpers/rules.py").write_text(RULES.replace("0.5", "0.4"))
    assert digest(ROOTS, Sources(root=tmp_path)) != before


def test_a_late_import_is_followed(tmp_path):
    late = TRIAL.replace("from helpers.walks import walk\n", "").replace(
        "    return", "    from helpers.walks import walk as go\n\n    return"
    )
    late = late.replace("[walk", "[go")
    files = HOUSE | {"tools/measurements/trial.py": late}
    assert digest_of(tmp_path, files) == digest_of(tmp_path, HOUSE)
    slow = files | {"helpers/walks.py": WALKS.replace("stride = 1", "stride = 2")}
    assert digest_of(tmp_path, slow) != digest_of(tmp_path, files)


def test_a_function_may_import_its_namesake(tmp_path):
    files = HOUSE | {
        "helpers/fast.py": "def walk(*given):\n    from helpers.walks import walk\n"
        "    return walk(*given)",
        "tools/measurements/trial.py": TRIAL.replace("helpers.walks", "helpers.fast"),
    }
    slow = files | {"helpers/walks.py": WALKS.replace("stride = 1", "stride = 2")}
    assert digest_of(tmp_path, slow) != digest_of(tmp_path, files)


def test_what_a_module_does_counts_where_a_name_of_it_is_used(tmp_path):
    def with_line(path, line):
        return HOUSE | {path: f"import os\n{line}\n" + HOUSE[path]}

    quiet = 'os.environ.setdefault("LEVEL", "2")'
    plain = digest_of(tmp_path, HOUSE)
    done = digest_of(tmp_path, with_line("helpers/rules.py", quiet))
    assert done != plain
    assert done == digest_of(tmp_path, with_line("helpers/walks.py", quiet))
    for line in ('os.environ["LEVEL"] = "2"', "FACTORS = []\nFACTORS.append(1)"):
        assert digest_of(tmp_path, with_line("helpers/rules.py", line)) != plain
    program = 'if __name__ == "__main__":\n    os.abort()'
    assert digest_of(tmp_path, with_line("helpers/rules.py", program)) == plain
    elsewhere = HOUSE | {"helpers/other.py": f"import os\n{quiet}\n"}
    assert digest_of(tmp_path, elsewhere) == plain


def test_a_local_name_is_not_mistaken_for_one_of_the_module(tmp_path):
    local = WALKS.replace("steps * self.stride", "steps * len(ONES)")
    local += "\nONES = [x for x in [1]]\nx = 1\nsteps = 2\nrule = 3\n"
    found = reached(ROOTS, Sources(HOUSE | {"helpers/walks.py": local}, tmp_path))
    names = {name for module, name, _ in found if module == "helpers.walks"}
    assert names == {"walk", "Walker", "ONES"}


def test_two_names_spelt_alike_are_told_apart(tmp_path):
    """Both stay reached, and only which of them `near` means has changed."""
    files = {
        "helpers/a.py": "LOST = 1",
        "helpers/b.py": "LOST = 2",
        "helpers/__init__.py": "",
        "tools/near.py": "from helpers.a import LOST\n\ndef near():\n    return LOST",
        "tools/far.py": "from helpers import a, b\n\nfar = a.LOST, b.LOST",
    }
    roots = ["tools.near.near", "tools.far.far"]
    other = files["tools/near.py"].replace("helpers.a", "helpers.b")
    assert digest_of(tmp_path, files, roots=roots) != digest_of(
        tmp_path, files | {"tools/near.py": other}, roots=roots
    )


def test_a_module_that_is_handed_on_counts_as_a_whole(tmp_path):
    handed = TRIAL.replace("rules.half", "vars(rules)[case['rule']]")
    files = HOUSE | {"tools/measurements/trial.py": handed}
    other = files | {"helpers/rules.py": RULES.replace("2 * x", "3 * x")}
    assert digest_of(tmp_path, files) != digest_of(tmp_path, other)


# Registries

MODELS = """
from helpers.classifiers import average, linear

MODELS = {"linear": linear.MODEL, "average": average.MODEL}


def build(name):
    return MODELS[name]
"""
MODEL = """
WIDTH = 1
MODEL = dict(width=WIDTH)
"""
TRAINING = """
from helpers import classifiers


def measure(case):
    return classifiers.build("average")
"""
SCHOOL = {
    "helpers/__init__.py": "",
    "helpers/classifiers/__init__.py": MODELS,
    "helpers/classifiers/linear.py": MODEL,
    "helpers/classifiers/average.py": MODEL,
    "tools/measurements/trial.py": TRAINING,
}


def test_of_a_registry_only_the_rows_count_whose_key_is_written(tmp_path):
    wider = MODEL.replace("1", "2")
    before = digest_of(tmp_path, SCHOOL)
    unused = SCHOOL | {"helpers/classifiers/linear.py": wider}
    assert digest_of(tmp_path, unused) == before
    used = SCHOOL | {"helpers/classifiers/average.py": wider}
    assert digest_of(tmp_path, used) != before


def test_a_row_that_is_added_leaves_the_digest(tmp_path):
    added = MODELS.replace('"average"', '"lstm": {"units": 64}, "average"')
    files = SCHOOL | {"helpers/classifiers/__init__.py": added}
    assert digest_of(tmp_path, files) == digest_of(tmp_path, SCHOOL)


def test_a_row_that_a_grid_names_counts(tmp_path):
    grid = {"fixed": {"model": "linear"}, "grid": {"units": [16, 64]}}
    before = digest_of(tmp_path, SCHOOL, grid)
    wider = SCHOOL | {"helpers/classifiers/linear.py": MODEL.replace("1", "2")}
    assert digest_of(tmp_path, wider, grid) != before
    assert digest_of(tmp_path, SCHOOL, grid | {"seeds": [0]}) != before


def test_a_registry_is_written_row_by_row(tmp_path):
    made = MODELS.replace("{", "dict(**{").replace("}", "})")
    files = SCHOOL | {"helpers/classifiers/__init__.py": made}
    with pytest.raises(ValueError, match=r"helpers.classifiers.MODELS has to be"):
        digest_of(tmp_path, files)


# What is not followed


def test_figures_are_not_followed(tmp_path):
    shown = TRIAL.replace("STEPS = 3", "from helpers.figures import show\n\nSTEPS = 3")
    shown = shown.replace("    return", "    show(STEPS)\n    return")
    files = HOUSE | {
        "tools/measurements/trial.py": shown,
        "helpers/figures.py": "import os\nos.abort()\n\ndef show(x): print(x)",
    }
    other = files | {"helpers/figures.py": "def show(x): print(2 * x)"}
    assert digest_of(tmp_path, files) == digest_of(tmp_path, other)


def test_a_name_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(ValueError, match=r"there is no tools.measurements.trial.run"):
        digest_of(tmp_path, HOUSE, roots=["tools.measurements.trial.run"])


def test_names_are_imported_one_by_one(tmp_path):
    files = edited("from helpers import rules", "from helpers.rules import *")
    with pytest.raises(ValueError, match=r"from helpers.rules import \*"):
        digest_of(tmp_path, files)


@pytest.mark.parametrize("path", [*NOT_FOLLOWED, *REGISTRIES])
def test_what_is_treated_otherwise_is_there(path):
    assert Sources().find(path)

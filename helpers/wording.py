"""The words for what `diagnose` finds, all in one table.

No code looks at them, so an edition in another language replaces this table alone.
"""

from helpers.exercises import Finding, Pattern
from helpers.sandbox import SECONDS, Entries, Sort, Trouble
from helpers.value_texts import case_text, value_text

__all__ = ["WORDS", "explain"]

# By code. Where a pair stands, the words may follow those of its first code.
WORDS = {
    Finding.RIGHT: "right, on {count} cases",
    Finding.NO_FUNCTION: 'pass the function itself: check("{id}", {function})',
    Finding.SIGNATURE: "your function takes {took} where {wanted} is asked",
    Finding.UNSTEADY: (
        "your function gives another answer when it is called again; "
        "does it draw random numbers, or use a variable outside itself?"
    ),
    Finding.CHANGES_ARGUMENTS: (
        "right values, but your function changes its arguments; work on copies"
    ),
    Finding.WRONG: (
        "wrong on {wrong} of {count} cases.{why}\n"
        "  the smallest: {case}\n"
        "  yours: {yours}\n"
        "  asked: {asked}{warning}"
    ),
    (Finding.WRONG, "warning"): "\n  a warning came with it: {warning}",
    Pattern.SOME_PARTS: "Wrong among the {size} values: {places}.",
    Pattern.NOT_FINITE: (
        "It gives NaN or infinity: is something divided by 0, or overflowing?"
    ),
    Pattern.TRANSPOSED: "It is transposed: shape {shape} where {wanted} is asked.",
    Pattern.RESHAPED: (
        "The numbers are right, their shape is not: {shape} where {wanted} is asked."
    ),
    Pattern.SHAPE: "The shape is {shape} where {wanted} is asked.",
    Pattern.CONSTANT: "It is {value:.6g} every time: does it use its arguments?",
    Pattern.SIGN: "The sign is flipped.",
    Pattern.FACTOR: "It is exactly {factor:.6g} times what is asked, every time.",
    Pattern.N_TIMES: "It is exactly n times too large, n being the input's length.",
    Pattern.N_LESS: "It is exactly n times too small, n being the input's length.",
    Pattern.OFFSET: "It is off by the same {offset:.6g} every time.",
    Pattern.WHOLE: "What stands after the decimal point is lost: whole numbers, or //?",
    Trouble.STUB: "not attempted yet",
    Trouble.TIME: (
        "your function was stopped after {seconds:g} second: "
        "is there an endless loop?\n  with {case}"
    ),
    Trouble.RECURSION: "your function calls itself without end\n  with {case}",
    Trouble.MEMORY: ("your function asks for more memory than there is\n  with {case}"),
    Trouble.EXIT: "your function calls exit; let it return instead\n  with {case}",
    Trouble.INTERRUPT: "your function was interrupted\n  with {case}",
    Trouble.ERROR: "your function raises {error}\n  with {case}",
    Trouble.PRINTED: "your function prints its answer; return it instead",
    Trouble.KIND: "your function returns {kind} where {wanted} is asked{hint}",
    (Trouble.KIND, Sort.NOTHING): "; is a `return` missing?",
    (Trouble.KIND, Sort.GENERATOR): "; write return, not yield",
    (Trouble.KIND, Sort.COROUTINE): "; write def, not async def",
    (Trouble.KIND, Sort.FUNCTION): "; call it, or return what it gives",
    (Trouble.KIND, Sort.TENSOR): "; this is an exercise in NumPy",
    Trouble.SIZE: "your function returns an array of {size} numbers: too many",
    Sort.NUMBER: "a number",
    Sort.ARRAY: "an array",
    Sort.TUPLE: "a tuple of {size}",
    Sort.NOTHING: "nothing",
    Sort.TRUTH: "True or False",
    Sort.TEXT: "text",
    Sort.COMPLEX: "a complex number",
    Sort.FUNCTION: "a function",
    Sort.GENERATOR: "a generator",
    Sort.COROUTINE: "a coroutine",
    Sort.TENSOR: "a tensor",
    Sort.BUILTIN: "a {name}",
    Sort.OTHER: "an object of type {name}",
    Entries.TRUTH: " of True and False",
    Entries.COMPLEX: " of complex numbers",
    Entries.OBJECTS: " of objects",
}


def explain(exercise, diagnosis):
    """Put a diagnosis into the words that a learner reads.

    Parameters
    ----------
    exercise : Exercise
    diagnosis : Diagnosis
        What `diagnose` found about an answer to this exercise.

    Returns
    -------
    str
        One line, or a short block.
    """
    facts = {
        "id": exercise.id,
        "function": exercise.reference.__name__,
        "seconds": SECONDS,
        **diagnosis.data,
    }
    if diagnosis.case is not None:
        facts["case"] = case_text(exercise.reference, diagnosis.case)
    if diagnosis.code is Trouble.KIND:
        kind, wanted = facts["kind"], facts["wanted"]
        facts["hint"] = WORDS.get((Trouble.KIND, kind.sort), "")
        facts |= {"kind": _noun(kind), "wanted": _noun(wanted)}
    if diagnosis.code is Finding.WRONG:
        facts |= _facts_about_values(exercise, diagnosis)
    return WORDS[diagnosis.code].format(**facts)


def _facts_about_values(exercise, diagnosis):
    """What the words about wrong values mention, besides numbers."""
    why, warning = "", ""
    if diagnosis.mistake:
        why = " " + diagnosis.mistake.sentence
    if diagnosis.pattern:
        why = " " + WORDS[diagnosis.pattern].format(**diagnosis.data)
    if diagnosis.warning:
        words = WORDS[Finding.WRONG, "warning"]
        warning = words.format(warning=diagnosis.warning)
    example = diagnosis.example
    return {
        "why": why,
        "case": case_text(exercise.reference, example.case),
        "yours": value_text(example.yours),
        "asked": value_text(example.asked),
        "warning": warning,
    }


def _noun(kind):
    words = WORDS[kind.sort].format(size=kind.size, name=kind.name)
    return words + WORDS[kind.entries] if kind.entries else words

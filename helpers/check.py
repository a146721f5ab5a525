from helpers.exercises import all_exercises, check, progress  # noqa: F401

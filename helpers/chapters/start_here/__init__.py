"""Chapter 0, Start here: exercise zero."""

from helpers.chapters.start_here.exercises import EXERCISES

__all__ = ["EXERCISES"]

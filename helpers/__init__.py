"""Derived's helpers: the small package behind the notebooks.

A learner derives in the notebook; what later chapters use again lives here. The
modules and which may import which: CONTRIBUTING.md, "The map of the code".
"""

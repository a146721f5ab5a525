"""One module per chapter: its explorer scenes and its exercises."""

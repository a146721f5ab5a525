"""A trained classifier as one file, and how it reads text.

All that a server needs to read both: NumPy, tokenizers, regex and safetensors; neither
Keras nor scikit-learn is imported.
"""

from helpers.saved.files import Saved, SavedError, load, save
from helpers.saved.reading import Ngrams, Pieces, Tokens

__all__ = ["Ngrams", "Pieces", "Saved", "SavedError", "Tokens", "load", "save"]

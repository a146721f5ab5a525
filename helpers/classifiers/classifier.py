"""A trained classifier: strings in, probabilities out; as one file."""

from dataclasses import dataclass, field

import keras
import numpy as np
from scipy.optimize import minimize_scalar

from helpers import saved
from helpers.classifiers.models import MODELS, network
from helpers.classifiers.training import predict

__all__ = ["Classifier", "best_temperature", "tempered"]


@dataclass(frozen=True, eq=False)
class Classifier:
    """A network, how it reads text, and what its classes are called.

    Attributes
    ----------
    model : str
        The row of `MODELS`.
    shape : dict of str to number
        `embedding_dim`, `units` and `dropout`, and the Reader's sizes.
    classes : list of str
    reading : helpers.saved.Ngrams, Tokens or Pieces
    network : keras.Model
    temperature : float
        Above 0; 1 leaves the network's answers as they are.
    card : dict of str to str or number
        What is worth knowing: trained on what, how it scored, whose the data are.
    """

    model: str
    shape: dict
    classes: list
    reading: saved.Ngrams | saved.Tokens | saved.Pieces
    network: keras.Model
    temperature: float = 1.0
    card: dict = field(default_factory=dict)

    def probabilities(self, texts):
        """How probable each class is.

        Parameters
        ----------
        texts : list of str, n of them

        Returns
        -------
        numpy.ndarray, shape (n, k)
            In the order of the texts and of the classes.
        """
        if not texts:
            return np.empty((0, len(self.classes)), "float32")
        answers = predict(self.network, self.reading.encode(texts))
        return tempered(answers, self.temperature)

    def save(self, path):
        """Write it into one file.

        Parameters
        ----------
        path : str or Path

        Raises
        ------
        OSError
            If it cannot be written.
        """
        given = (self.model, self.shape, self.classes, self.reading)
        stored = MODELS[self.model].stored
        weights = [w.astype(stored) for w in self.network.get_weights()]
        saved.save(path, saved.Saved(*given, weights, self.temperature, self.card))

    @classmethod
    def load(cls, path):
        """Read a file that `save` wrote; the training corpus is not needed.

        Parameters
        ----------
        path : str or Path

        Returns
        -------
        Classifier

        Raises
        ------
        helpers.saved.SavedError
            If it is no such file, is damaged, or comes from a newer version.
        OSError
            If there is no file, or it cannot be read.
        """
        return cls.of(saved.load(path))

    @classmethod
    def of(cls, file):
        """Build the network of a file that has been read.

        Parameters
        ----------
        file : helpers.saved.Saved

        Returns
        -------
        Classifier

        Raises
        ------
        helpers.saved.SavedError
            If its weights fit no model of this version.
        """
        if file.model not in MODELS:
            raise saved.SavedError(
                f"the file holds a model {file.model!r}, which this version of the "
                f"workbook does not have; it has {', '.join(MODELS)}"
            )
        unfit = saved.SavedError("the file holds weights that do not fit its model")
        k, size, shape = len(file.classes), file.reading.size, file.shape
        d, numbers = shape["embedding_dim"], sum(w.size for w in file.weights)
        stack = shape.get("blocks", 0) * d * max(d, shape["units"])
        # What is built next is not much larger than the file.
        if (
            file.weights[0].shape not in ((size, k), (size, d))
            or max(stack, shape.get("positions", 0) * d) > numbers
        ):
            raise unfit
        start = None if "blocks" in shape else np.zeros((size, k), "float32")
        try:
            model = network(file.model, k, size=size, start=start, **shape)
        except TypeError:  # a size that the model needs is not there
            raise unfit from None
        shapes = [weight.shape for weight in file.weights]
        if [tuple(weight.shape) for weight in model.weights] != shapes:
            raise unfit
        model.set_weights(file.weights)
        given = (file.model, file.shape, file.classes, file.reading)
        return cls(*given, model, file.temperature, file.card)


def tempered(probabilities, temperature):
    """Make a classifier less sure, or surer, without another choice of class.

    Softmax of the logits divided by the temperature (Guo et al. 2017, equation 9).

    Parameters
    ----------
    probabilities : numpy.ndarray, shape (n, k)
    temperature : float
        Above 0; the higher, the less sure; 1 changes nothing.

    Returns
    -------
    numpy.ndarray, shape (n, k)
    """
    if temperature == 1.0:
        return probabilities
    tiny = np.finfo("float32").tiny  # its logarithm is finite
    powers = np.log(np.maximum(probabilities, tiny)) / temperature
    powers = np.exp(powers - powers.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def best_temperature(probabilities, y):
    """The temperature at which the right classes are most probable.

    Of n texts the right class is asked for 1 - 1 / (n + 2) and the others share the
    rest, as Platt (1999, section 2.2) asks: n texts that are all right prove no more.

    Parameters
    ----------
    probabilities : numpy.ndarray, shape (n, k)
        Of texts that the network has not been trained on: those of validation.
    y : numpy.ndarray of int, shape (n,)

    Returns
    -------
    float
        Between 1/20 and 20.
    """
    n, k = probabilities.shape
    asked = np.full((n, k), 1 / (n + 2) / (k - 1))
    asked[np.arange(n), y] = 1 - 1 / (n + 2)

    def loss(log_temperature):
        answers = tempered(probabilities, np.exp(log_temperature))
        logs = np.log(np.maximum(answers, np.finfo("float32").tiny))
        return -(asked * logs).sum(axis=1).mean()

    bounds = -np.log(20), np.log(20)
    return float(np.exp(minimize_scalar(loss, bounds=bounds, method="bounded").x))

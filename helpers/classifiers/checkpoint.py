"""A training that goes on after it was killed: its state in a file, at every epoch."""

import hashlib
import json
from pathlib import Path

import keras
import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

__all__ = ["Checkpoint", "fingerprint"]


def fingerprint(model, batches, validation, **settings):
    """A digest of all that decides how a training goes.

    Parameters
    ----------
    model : keras.Model
        Compiled, with its first weights.
    batches, validation : helpers.classifiers.Batches
    **settings
        What JSON can hold.

    Returns
    -------
    str
    """
    settings |= {
        "optimizer": _described(model.optimizer),
        "loss": _described(model.loss),
        "precision": model.dtype_policy.name,
        "batch_size": batches.batch_size,
    }
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True, default=str).encode())
    arrays = model.get_weights()
    for part in (batches, validation):
        arrays += [*part.rows.ids, *part.rows.weights, part.labels]
    for array in arrays:
        digest.update(f"{array.shape}".encode())
        digest.update(np.ascontiguousarray(array))
    return digest.hexdigest()


def _described(part):
    """The settings of an optimiser or a loss, but for its name, which Keras counts."""
    text = json.dumps(keras.saving.serialize_keras_object(part), default=str)
    return json.loads(
        text,
        object_hook=lambda found: {k: v for k, v in found.items() if k != "name"},
    )


class Checkpoint(keras.callbacks.Callback):
    """Writes the state of a training after every epoch, and brings it back.

    What is written: weights, the optimiser's state, the best weights so far, how long
    they have been the best, and the history. Keras' own BackupAndRestore leaves the
    last three out, so that early stopping would begin anew. What chance does in an
    epoch follows from the epoch's number (`EpochDraws`).

    Parameters
    ----------
    path : str or Path
    training : str
        The `fingerprint` of the training.
    stop : keras.callbacks.EarlyStopping
        Stands before this one among the callbacks.

    Attributes
    ----------
    rows : list of dict
        The history, one row an epoch.
    ended : bool
        Whether the training has stopped by itself.
    """

    def __init__(self, path, training, stop):
        super().__init__()
        self.path, self.training, self.stop = Path(path), training, stop
        self.rows, self._stopper = [], None

    @property
    def ended(self):
        return bool(self._stopper) and self._stopper["wait"] >= self.stop.patience

    def restore(self, model):
        """Bring a model and the history to where the file says, if there is one.

        Parameters
        ----------
        model : keras.Model
            With its first weights.

        Raises
        ------
        ValueError
            If the file is damaged, or holds another training.
        """
        if not self.path.exists():
            return
        try:
            with safe_open(self.path, framework="numpy") as file:
                kept = json.loads(file.metadata()["training"])
                arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            self.rows, self._stopper = kept["rows"], kept["stopper"]
        except (SafetensorError, KeyError, TypeError, ValueError):
            raise ValueError(
                f"{self.path} holds no training, or it is damaged; delete it"
            ) from None
        if kept["fingerprint"] != self.training:
            raise ValueError(
                f"{self.path} holds a training with other settings or texts; finish "
                "that one, delete the file, or use another name"
            )
        for name, variables in self._variables(model).items():
            for i, variable in enumerate(variables):
                variable.assign(arrays[f"{name} {i}"])
        n = len(model.get_weights())
        self._stopper["best_weights"] = [arrays[f"best {i}"] for i in range(n)]

    def on_train_begin(self, logs=None):
        """Let the stopper know what it knew."""
        for name, value in (self._stopper or {}).items():
            setattr(self.stop, name, value)

    def on_epoch_end(self, epoch, logs=None):
        """Write the state, whole or not at all."""
        self.rows.append({name: float(value) for name, value in logs.items()})
        stopper = {name: getattr(self.stop, name) for name in ("wait", "best_epoch")}
        stopper["best"] = float(self.stop.best)
        kept = {"fingerprint": self.training, "rows": self.rows, "stopper": stopper}
        arrays = {
            f"{name} {i}": np.asarray(variable.numpy())
            for name, variables in self._variables(self.model).items()
            for i, variable in enumerate(variables)
        }
        arrays |= {f"best {i}": w for i, w in enumerate(self.stop.best_weights)}
        beside = self.path.with_name(f"{self.path.name}.part")
        beside.write_bytes(save(arrays, {"training": json.dumps(kept)}))
        beside.replace(self.path)

    @staticmethod
    def _variables(model):
        if not model.optimizer.built:
            model.optimizer.build(model.trainable_variables)
        return {"model": model.weights, "optimizer": model.optimizer.variables}

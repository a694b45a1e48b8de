"""Cost and accuracy while `fit` trains, fed by the kernel, with pause and stop."""

import threading
import time

import numpy as np
import traitlets

from nnhelpers.explore.base import Exploration, packed

EVERY = 1 / 10  # seconds between two messages; the page plays what lies between, frame by frame
LOOK = 1 / 240  # seconds between two looks at the buttons and the clock
MOST_POINTS, MOST_CHECKS = 400, 100  # of the training, and of the validation


class _Stopped(Exception):
    """Raised inside fit when the learner presses Stop."""


class _Live(Exploration, module="live"):
    status = traitlets.Unicode("running").tag(sync=True, state=True)
    paused = traitlets.Bool(False).tag(sync=True, state=True)
    stopped = traitlets.Bool(False).tag(sync=True, state=True)
    batches = traitlets.Int(0).tag(sync=True, state=True)
    of = traitlets.Int(1).tag(sync=True)
    epochs = traitlets.Int(1).tag(sync=True)
    seconds = traitlets.Float(0.0).tag(sync=True, state=True)
    cost = traitlets.Bytes(b"").tag(sync=True, state=True)
    validation = traitlets.List().tag(sync=True, state=True)
    message = traitlets.Unicode("").tag(sync=True, state=True)

    history = None
    error = None

    def wait(self):
        """Wait until the training is over and return the history, as fit would.

        Pause and Stop are not heard while a cell waits: put `w.wait()` into the next cell.
        """
        self.thread.join()
        if self.error is not None:
            raise self.error
        return self.history

    def reset(self):
        """A training that has happened cannot be taken back."""


class _Watch:
    """Stands in for the cost in fit: passes it on, notes it, and tells the page now and then."""

    def __init__(self, widget, model, cost):
        self.widget, self.model, self.cost = widget, model, cost
        self.begun = threading.Event()  # fit has found its arguments in order, or has failed
        self.costs, self.scores = _Thinned(), []
        self.began = self.shown = self.looked = 0.0
        self.checked = []

    def __call__(self, outputs, targets):
        value = self.cost(outputs, targets)
        if self.model.training:
            self._batch(float(value))
        else:
            self.checked.append((len(targets), float(value), _right(outputs, targets)))
        return value

    def _batch(self, value):
        if self.checked:
            self._validated()
        self.costs.add(value)
        now = time.perf_counter()
        if now - self.looked > LOOK:  # a batch may take less time than a look
            self.looked = now
            self._look(now)

    def _look(self, now):
        self.begun.set()
        widget = self.widget
        if widget.paused or now - self.shown > EVERY:
            self.send()
        while widget.paused and not widget.stopped:
            time.sleep(0.02)
        if widget.stopped:
            raise _Stopped

    def _validated(self):
        """Scores of one epoch, weighted by the sizes of the pieces they came in."""
        sizes, costs, right = (np.array(column) for column in zip(*self.checked, strict=True))
        share = float(right.sum() / sizes.sum()) if (right >= 0).all() else None
        score = float(sizes @ costs / sizes.sum())
        self.scores.append([self.costs.amount, score, share])
        self.checked = []

    def send(self):
        """Send what has happened."""
        self.shown = time.perf_counter()
        with self.widget.hold_sync():
            self.widget.cost = packed(self.costs.points, "float32")
            self.widget.batches = self.costs.amount
            self.widget.validation = _some(self.scores)
            self.widget.seconds = round(self.shown - self.began, 3)


def _some(scores):
    """At most MOST_CHECKS scores at equal distances, the last among them: all would fill a page."""
    every = 1 + len(scores) // MOST_CHECKS
    return scores[(len(scores) - 1) % every :: every]


def _right(outputs, targets):
    """How many classes are right, or −1 where the targets are not classes."""
    targets, outputs = np.asarray(targets), np.asarray(getattr(outputs, "data", outputs))
    if targets.dtype.kind not in "iu" or outputs.ndim != 2:
        return -1
    return int((outputs.argmax(axis=1) == targets).sum())


class _Thinned:
    """The costs of any number of batches as at most MOST_POINTS means of equally many each."""

    def __init__(self):
        self.sums, self.size = [0.0], 1  # the last sum still grows
        self.amount = 0

    def add(self, value):
        self.amount += 1
        self.sums[-1] += value
        if self.amount % self.size == 0:
            self.sums.append(0.0)
        if len(self.sums) > MOST_POINTS:
            pairs = zip(self.sums[:-1:2], self.sums[1:-1:2], strict=True)
            self.sums, self.size = [*map(sum, pairs), 0.0], 2 * self.size

    @property
    def points(self):
        """Batch number in the middle and mean cost of each, (n, 2)."""
        means = np.array(self.sums[:-1]) / self.size
        return np.column_stack([(np.arange(len(means)) + 0.5) * self.size, means])


def live(model, x, y, **options):
    """Train with `nnhelpers.training.fit` and show cost and accuracy while it happens.

    The arguments are fit's; the training runs beside the notebook, so that the cell ends at
    once and Pause, Continue and Stop are heard. This figure is fed by the kernel, ten times a
    second, so that the training is hardly slowed (`python -m benchmarks explore` measures it);
    the page shows the batches in between frame by frame, a tenth of a second after they happened.
    The numbers are those of `fit(model, x, y, **options)`.

        w = explore.live(model, x_train, y_train, epochs=5, validation=(x_test, y_test))
        w                        # this cell shows it
        history = w.wait()       # in a later cell: fit's history, None if it was stopped

    Returns the widget; `w.wait()` waits for the end and raises what fit raised.
    Raises what fit raises for arguments it cannot use; a training that fails later says so in
    the figure.
    Used in lessons 6.3 and 6.4.
    """
    from nnhelpers import costs, training

    widget = _Live()
    watch = _Watch(widget, model, options.pop("cost", costs.cross_entropy))
    options = {"epochs": 5, "batch_size": 64} | options | {"cost": watch, "progress": False}

    def run():
        watch.began = time.perf_counter()
        try:
            widget.history = training.fit(model, x, y, **options)
            status = "finished"
        except _Stopped:
            status = "stopped"
        except Exception as error:
            widget.error, status = error, "failed"
        if watch.checked:
            watch._validated()
        watch.send()
        widget.message = str(widget.error or "")
        widget.status = status
        watch.begun.set()

    widget.thread = threading.Thread(target=run, daemon=True, name="nnhelpers live training")
    widget.thread.start()
    watch.begun.wait()
    if widget.error is not None and not watch.costs.amount:
        raise widget.error
    widget.epochs = int(options["epochs"])
    widget.of = widget.epochs * -(-len(x) // int(options["batch_size"]))
    return widget

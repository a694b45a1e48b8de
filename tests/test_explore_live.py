"""explore.live: the same numbers as fit, pause and stop, errors, and its picture."""

import time

import browser
import numpy as np
import pytest

from nnhelpers import datasets, explore, layers, training


def digits():
    data = datasets.digits()
    return (data.x_train[:400], data.y_train[:400]), (data.x_test[:100], data.y_test[:100])


def network(**options):
    return layers.mlp(64, 8, 10, rng=0, **options)


def test_it_trains_as_fit_does():
    train, validation = digits()
    options = {"epochs": 3, "batch_size": 32, "validation": validation}
    history = training.fit(network(), *train, progress=False, **options)
    widget = explore.live(network(), *train, **options)
    assert widget.wait() == history
    assert (widget.status, widget.batches, widget.of) == ("finished", 39, 39)
    shown = np.array(widget.validation)
    np.testing.assert_allclose(shown[:, 1], history["validation_cost"], rtol=1e-6)
    np.testing.assert_allclose(shown[:, 2], history["validation_accuracy"])
    points = np.frombuffer(widget.cost, "<f4").reshape(-1, 2)
    assert len(points) == 39
    np.testing.assert_allclose(points[:13, 1].mean(), history["cost"][0], rtol=0.05)


def wait_until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    assert condition()


def test_pause_and_stop():
    train, _ = digits()
    model = network()
    widget = explore.live(model, *train, epochs=100_000, batch_size=32)
    wait_until(lambda: widget.batches > 5)
    widget.paused = True
    time.sleep(0.1)
    batches = widget.batches
    time.sleep(0.2)
    assert widget.batches == batches
    widget.paused = False
    wait_until(lambda: widget.batches > batches)
    widget.stopped = True
    assert widget.wait() is None
    assert widget.status == "stopped"
    assert not model.training
    assert np.frombuffer(widget.cost, "<f4").size <= 2 * 800


def test_what_fit_raises_is_shown_and_raised():
    train, _ = digits()
    widget = explore.live(network(), train[0] * np.nan, train[1])
    with pytest.raises(ValueError, match="finite") as raised:
        widget.wait()
    assert widget.status == "failed"
    assert widget.message == str(raised.value)


@pytest.mark.browser
@pytest.mark.skipif(bool(browser.why_not()), reason=browser.why_not())
def test_its_buttons_reach_the_kernel(tmp_path):
    cell = (
        "from nnhelpers import datasets, explore, layers\n"
        "data = datasets.digits()\n"
        "w = explore.live(layers.mlp(64, 8, 10, rng=0), data.x_train, data.y_train,\n"
        "                 epochs=100_000, validation=(data.x_test, data.y_test))\n"
        "w"
    )
    browser.write_notebook(tmp_path / "notebook.ipynb", cell)
    with browser.chromium() as chromium, browser.jupyterlab(tmp_path) as lab:
        page = browser.open_notebook(chromium.new_context(), lab, "notebook.ipynb")
        says = page.locator(".nnx-caption")
        page.click('button:text-is("Pause")')
        page.wait_for_function(
            "document.querySelector('.nnx-caption').textContent.startsWith('Paused')"
        )
        page.wait_for_timeout(300)
        before = says.text_content()
        page.wait_for_timeout(300)
        assert says.text_content() == before
        page.click('button:text-is("Continue")')
        page.wait_for_function(f"document.querySelector('.nnx-caption').textContent !== {before!r}")
        page.click('button:text-is("Stop")')
        page.wait_for_function(
            "document.querySelector('.nnx-caption').textContent.startsWith('Stopped')"
        )
        assert page.errors == []

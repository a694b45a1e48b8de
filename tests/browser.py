"""A real Chromium and a real JupyterLab for tests and benchmarks.

with chromium() as browser, jupyterlab(folder) as lab:
    page = open_notebook(browser, lab, "notebook.ipynb")
"""

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

# How each exploration is called in the tests
EXPLORATIONS = {
    "neuron": "explore.neuron()",
    "activations": "explore.activations()",
    "descent": "explore.descent(steps=8)",
    "threshold": "explore.threshold()",
    "graph": "explore.graph()",
    "clusters": "explore.clusters(step=3)",
    "bandit": "explore.bandit()",
    "corrupt": "explore.corrupt(layers.mlp(784, 16, 10, rng=0))",
    "approximate": "explore.approximate()",
    "architecture": "explore.architecture()",
    "signal": "explore.signal(depth=8)",
    "fit": "explore.fit()",
    "race": "explore.race(steps=10)",
    "kernel": "explore.kernel()",
    "playground": "explore.playground(epoch=5)",
    "digit": "explore.digit(layers.mlp(784, 32, 10, rng=0))",
}
NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-sync", "--disable-background-networking", "--disable-component-update"),
]
NEWS = "@jupyterlab/apputils-extension/notification.jupyterlab-settings"
THEMES = "@jupyterlab/apputils-extension/themes.jupyterlab-settings"
STARTS_WITHIN = 60  # seconds
IDLE = '.jp-StatusBar-TextItem:has-text("| Idle")'
# What Notebook 7 itself reports while it starts, without any widget
NOTEBOOKS_OWN = ("(reading 'schema')", "registered.")
IDLE_CLASSIC = '.jp-Notebook-ExecutionIndicator[data-status="idle"]'


def why_not():
    """Return why no browser test can run here, or an empty text."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return "Playwright is not installed"
    return "" if _executable() else "Chromium is not installed"


def _executable():
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium(*options):
    """Start Chromium with a fresh profile."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_executable(), args=[*QUIET, *options])
        yield browser
        browser.close()


@contextmanager
def jupyterlab(folder, dark=False, options=()):
    """Serve `folder` with JupyterLab, its settings in `folder/.home`; gives the URL with token."""
    home = Path(folder) / ".home"
    _settings(home, dark)
    log = (home / "log").open("w")
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root"]
    token = secrets.token_hex(8)
    options += (f"--IdentityProvider.token={token}", "--port=0", f"--ServerApp.root_dir={folder}")
    server = subprocess.Popen(
        [*command, *options], env=_environment(home), stdout=log, stderr=log, cwd=folder
    )
    try:
        yield f"{_address(home, server)}lab/tree/{{name}}?token={token}&reset"
    finally:
        _end(server)
        log.close()


def _end(server):
    server.terminate()
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:  # it waits for its kernels, on a busy machine for long
        server.kill()
        server.wait()


def _settings(home, dark):
    home.mkdir(parents=True)
    theme = {"theme": "JupyterLab Dark" if dark else "JupyterLab Light"}
    for name, content in (
        (NEWS, {"fetchNews": "false", "checkForUpdates": False}),
        (THEMES, theme),
    ):
        path = home / "settings" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))


def _environment(home):
    places = {
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "IPYTHONDIR": "ipython",
    }
    return os.environ | {name: str(home / place) for name, place in places.items()}


def _address(home, server):
    for _ in range(STARTS_WITHIN * 10):
        for path in (home / "runtime").glob("jpserver-*.json"):
            if re.search(r'"url": "[^"]+"', text := path.read_text()):
                return json.loads(text)["url"]
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("JupyterLab did not start:\n" + (home / "log").read_text()[-2000:])


def write_notebook(path, *cells):
    """Write code cells as a notebook."""
    import nbformat

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, path)


def open_notebook(context, lab, name, run=True, classic=False):
    """Open a notebook and run all of its cells; what goes wrong in the page is in `page.errors`.

    `classic` opens it in Notebook 7, which the same server serves.
    """
    page = context.new_page()
    page.errors = []

    def note(error):
        if not classic or not any(own in error for own in NOTEBOOKS_OWN):
            page.errors.append(error)

    page.on("pageerror", lambda error: note(str(error)))
    page.on("console", lambda message: message.type == "error" and note(message.text))
    page.goto((lab.replace("lab/tree/", "notebooks/") if classic else lab).format(name=name))
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
    page.wait_for_selector(IDLE_CLASSIC if classic else IDLE, timeout=60_000)
    if run:
        run_all(page)
    return page


def run_all(page):
    """Run all cells and wait until the kernel is idle again."""
    numbered = "[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]"
    for _ in range(5):  # Notebook 7 forgets what it is told before it is connected with the kernel
        menu(page, "Run", "Run All Cells")
        page.wait_for_timeout(500)
        if page.evaluate(f"{numbered}.some((p) => /\\[[*\\d]/.test(p.textContent))"):
            break
    done = f"{numbered}.every((p) => /\\[\\d+\\]/.test(p.textContent))"
    page.wait_for_function(done, timeout=120_000)


def menu(page, name, *entries):
    """Choose an entry of JupyterLab's menu, through its submenus."""
    page.click(f'.lm-MenuBar-itemLabel:text-is("{name}")')
    for entry in entries:
        page.click(f'.lm-Menu-itemLabel:text-is("{entry}")')


def cell(page, number):
    """A cell, scrolled into view, for JupyterLab draws only those near the view."""
    found = page.locator(f'.jp-Notebook-cell[data-windowed-list-index="{number}"]')
    found.scroll_into_view_if_needed()
    return found


CONTROLS = ".nnx input, .nnx select, .nnx [role=slider], .nnx [role=application]"
KEYS = ("Home", "ArrowRight", "ArrowUp", "PageUp", "End", "ArrowLeft", "ArrowDown", "PageDown")


def press_through(page, control):
    """Move a control through its range by keyboard."""
    tag, kind, role = control.evaluate("(n) => [n.tagName, n.type, n.role]")
    control.focus()
    if kind == "checkbox":
        keys = ("Space",)
    elif tag == "SELECT":
        keys = ("ArrowDown",) * len(control.query_selector_all("option"))
    elif kind == "text":
        keys = ("End",)
    elif kind == "number":
        keys = ("ArrowUp", "ArrowDown", "ArrowUp", "Tab")
    else:
        keys = ("Space",) * (role == "application") + KEYS
    for key in keys:
        page.keyboard.press(key)


CALM = """(caption) => {
    const busy = caption.closest(".nnx").getAttribute("aria-busy") === "true";
    const same = !busy && caption.textContent && caption.textContent === caption.before;
    caption.before = caption.textContent;
    return (caption.calm = same ? (caption.calm ?? 0) + 1 : 0) > 3;
}"""


def settled(caption):
    """The text of a caption once it is there and has not changed for a while."""
    node = caption.element_handle()
    caption.page.wait_for_timeout(40)
    node.evaluate("(caption) => (caption.calm = 0)")
    caption.page.wait_for_function(CALM, arg=node, polling=40, timeout=20_000)
    return caption.text_content()

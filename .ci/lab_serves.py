"""Wait until the JupyterLab on this port serves the first page of the course.

python3 .ci/lab_serves.py PORT    (standard library only; exit status 1 after two minutes)
"""

import json
import sys
import time
import urllib.error
import urllib.request

PAGE = "00_start_here.ipynb"
PATIENCE = 120  # seconds: the first start builds caches


def fetch(path):
    """Return the body that the server sends for a path."""
    with urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/{path}", timeout=10) as answer:
        return answer.read().decode("utf-8")


def served():
    """Tell whether JupyterLab shows its page and has the notebook, wherever its root folder is."""
    if "JupyterLab" not in fetch("lab"):
        return False
    for folder in ("", "notebooks/"):
        try:
            cells = json.loads(fetch(f"api/contents/{folder}{PAGE}"))["content"]["cells"]
        except urllib.error.HTTPError:
            continue
        return bool(cells)
    return False


end = time.monotonic() + PATIENCE
while time.monotonic() < end:
    try:
        if served():
            print(f"JupyterLab serves {PAGE}.")
            sys.exit(0)
    except OSError:  # not listening yet
        pass
    time.sleep(0.5)
sys.exit(f"JupyterLab did not serve {PAGE} within {PATIENCE} seconds.")

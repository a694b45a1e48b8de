"""A clock for what a page shows: Chromium's own trace, from a hand's movement to the frame.

The time runs from the time stamp of the key or the pointer to the first frame that the compositor
draws after the figure has changed.
"""

import json
from contextlib import contextmanager
from itertools import pairwise
from urllib.request import urlopen

import websocket

PORT = 9317  # where Chromium listens for the hand
PAUSED = 300  # ms without a movement end a drag
RESTED = 35  # ms without a change, two frames: the figure has followed the hand
WATCH = """(cell) => {
    // Dated marks: "in" when the hand moved, "out" when the figure had changed
    const changed = () => performance.mark("out");
    for (const kind of ["keydown", "pointermove"])
        cell.addEventListener(
            kind, (e) => performance.mark("in", { startTime: e.timeStamp }), true);
    const look = (changes) => {
        if (cell.querySelector(".nnx")) return changed();
        for (const image of changes.flatMap((c) => [...c.addedNodes]).flatMap(
            (node) => (node.querySelectorAll ? [node, ...node.querySelectorAll("img")] : [])))
            if (image.tagName === "IMG") image.decode().then(changed, () => {});
    };
    const figure = cell.querySelector(".nnx-body") ?? cell.querySelector(".jp-OutputArea");
    new MutationObserver(look).observe(
        figure, { subtree: true, childList: true, attributes: true, characterData: true });
}"""
STEADY = """(cell) => {
    // Where the cell is and whether it shows a figure, at each frame
    window.steady = { tops: [], heights: [], blank: 0, on: true };
    const look = () => {
        const box = cell.getBoundingClientRect();
        const seen = cell.querySelector(".nnx-figure svg, .jp-OutputArea img")?.clientHeight;
        steady.tops.push(box.top), steady.heights.push(box.height), (steady.blank += !seen);
        if (steady.on) requestAnimationFrame(look);
    };
    look();
}"""
MOVED = """() => {
    steady.on = false;
    const span = (values) => Math.max(...values) - Math.min(...values);
    return { jump: Math.max(span(steady.tops), span(steady.heights)), blank: steady.blank };
}"""


@contextmanager
def hand(page):
    """A function that moves the mouse without waiting until the page has drawn, as a hand does.

    Playwright's mouse.move waits for an answer that comes with the next frame: 50 moves a second.
    """
    with urlopen(f"http://127.0.0.1:{PORT}/json/list") as answer:
        targets = json.load(answer)
    address = next(t["webSocketDebuggerUrl"] for t in targets if t["url"] == page.url)
    socket = websocket.create_connection(address, suppress_origin=True)
    event = {"type": "mouseMoved", "button": "left", "buttons": 1}

    def move(x, y):
        call = {"id": 1, "method": "Input.dispatchMouseEvent", "params": event | {"x": x, "y": y}}
        socket.send(json.dumps(call))

    yield move
    socket.close()


def traced(chromium, page, act):
    """Do something; return the times in ms of input, of changes, and (sent, shown) of frames."""
    stage = "SubmitCompositorFrameToPresentationCompositorFrame"
    frames_of = "disabled-by-default-devtools.timeline.frame"
    chromium.start_tracing(page=page, categories=["blink.user_timing", frames_of])
    act()
    events = json.loads(chromium.stop_tracing())["traceEvents"]
    dated = sorted((e for e in events if e["name"] in ("in", "out", stage)), key=lambda e: e["ts"])
    process = next(e["pid"] for e in dated if e["name"] == "out")
    hands, changes = (
        [e["ts"] / 1000 for e in dated if e["name"] == kind] for kind in ("in", "out")
    )
    sent, frames = {}, []
    for event in dated:
        if event["name"] != stage or event["pid"] != process or frames_of not in event["cat"]:
            continue
        if event["ph"] == "b":
            sent[event["id2"]["local"]] = event["ts"] / 1000
        elif event["id2"]["local"] in sent:
            frames.append((sent.pop(event["id2"]["local"]), event["ts"] / 1000))
    return hands, changes, sorted(frames)


def shown_at(change, frames):
    """When the first frame that was sent after the change was on the screen."""
    return next((shown for sent, shown in frames if sent >= change), None)


def answers(hands, changes, frames):
    """Milliseconds from each movement of the hand to the frame that answers it."""
    found = []
    for hand, until in zip(hands, [*hands[1:], float("inf")], strict=True):
        change = next((t for t in changes if hand <= t < until), None)
        at = None if change is None else shown_at(change, frames)
        if at:
            found.append(at - hand)
    return found


def ends(hands, changes, frames):
    """Milliseconds from the last movement of each drag to its last frame, and to rest.

    Some figures have more to say once the hand rests (how all pictures are read, not only the one
    that is shown): that comes after a pause of the figure, and counts for the rest only.
    """
    starts = [t for before, t in pairwise(hands) if t - before > PAUSED]
    found = []
    for until in [*starts, float("inf")]:
        hand = max(t for t in hands if t < until)
        mine = [t for t in changes if t < until]
        steps = zip(mine, [*mine[1:], float("inf")], strict=True)
        last = next(t for t, after in steps if after > hand and after - t > RESTED)
        found.append([max(shown_at(t, frames) - hand, 0.0) for t in (last, mine[-1])])
    return found

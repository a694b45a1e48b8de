"""Submissions that try to get more than they are due, or to break the grader: code and due points.

Each attack takes the place of the answer to `neuron`, worth 2 points, between honest answers. It is
due 0 points unless it says otherwise: where the answer behind the attack is right, it keeps them.
"""

import tempfile

FILLED = f"{tempfile.gettempdir()}/filled"  # where everybody may write, outside the sandbox
RIGHT = "def neuron(x, w, b):\n    return sigmoid(x @ w + b)\n"


def inside(body, result="0.0"):
    """Return an answer whose function runs some lines and then returns a result."""
    lines = "".join(f"    {line}\n" for line in body.strip("\n").splitlines())
    return f"def neuron(x, w, b):\n{lines}    return {result}\n"


def before(lines):
    """Return an answer that runs some lines, then is right."""
    return lines.strip("\n") + "\n\n" + RIGHT


SWALLOW = """
for _ in range({times}):
    try:
        {line}
    except BaseException:
        pass
"""
SOCKET = """
import os, stat
for line in range(3, 64):
    try:
        if stat.S_ISSOCK(os.fstat(line).st_mode):
            break
    except OSError:
        pass
def frame(head, body=b""):
    lengths = len(head).to_bytes(4, "little") + len(body).to_bytes(4, "little")
    os.write(line, lengths + head + body)
"""
LIAR = """
class Liar({base}):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __sub__(self, other): return self.__class__({zero})
    __rsub__ = __lt__ = __le__ = __gt__ = __ge__ = __abs__ = __sub__
    def __array_ufunc__(self, *args, **named): return True
    def __array_function__(self, *args, **named): return True
    def __bool__(self): return True
    def __hash__(self): return 0
"""

# name: code, or (code, due points)
ATTACKS = {
    # time
    "an endless loop": inside("while True: pass"),
    "an endless loop in the cell itself": "while True: pass\n" + RIGHT,
    "a loop that swallows interrupts": inside(
        """
import signal
for number in range(1, 65):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
while True:
    try:
        while True: pass
    except BaseException: pass
"""
    ),
    "a sleep of a day": inside("import time; time.sleep(86400)"),
    "a sleep that starts again": inside(
        "import time\nwhile True:\n    try: time.sleep(9)\n    except BaseException: pass"
    ),
    "an endless iterator": inside("import itertools", "itertools.count()"),
    "an error whose text never ends": inside(
        """
class Endless(Exception):
    def __str__(self):
        while True: pass
raise Endless
"""
    ),
    "an endless regular expression": inside("import re; re.match('(a+)+$', 'a' * 99 + 'b')"),
    "an exit handler that never ends": (
        before("import atexit\n@atexit.register\ndef never():\n    while True: pass"),
        2,
    ),
    # memory and disk
    "4 GB at once": inside("a = np.ones(2**29)"),
    "memory without end": inside("a = []\nwhile True: a.append(bytearray(2**20))"),
    "memory without end, errors swallowed": inside(
        """
a = []
while True:
    try: a.append(bytearray(2**20))
    except MemoryError: pass
"""
    ),
    "a recursion without end": inside("return neuron(x, w, b)"),
    "a result of 400 MB": inside("", "np.zeros(50_000_000)"),
    "1 GB printed": (
        inside("for _ in range(1024): print('x' * 2**20)", "sigmoid(x @ w + b)"),
        2,
    ),
    "1 GB written to the output": (
        inside("import os\nfor _ in range(1024): os.write(1, bytes(2**20))", "sigmoid(x @ w + b)"),
        2,
    ),
    "a full disk": inside(
        f"with open({FILLED!r}, 'wb') as f:\n    while True: f.write(bytes(9999))"
    ),
    "a full shared memory": inside("open('/dev/shm/filled', 'wb').write(bytes(2**20))"),
    "a file in its own folder": inside("open('filled', 'w').write('x')"),
    "a temporary file": inside("import tempfile; tempfile.TemporaryFile().write(b'x')"),
    # processes
    "10,000 forks": inside("import os\nfor _ in range(10_000): os.fork()"),
    "10,000 forks, errors swallowed": (
        before("import os" + SWALLOW.format(times=10_000, line="os.fork()")),
        2,
    ),
    "500 threads": inside(
        "import threading, time\n"
        "for _ in range(500): threading.Thread(target=time.sleep, args=(9,)).start()"
    ),
    "a shell": inside(f"import subprocess; subprocess.run(['sh', '-c', 'touch {FILLED}'])"),
    "a program in place of this one": inside("import os; os.execv('/bin/sh', ['sh'])"),
    "a process pool": inside("import multiprocessing\nmultiprocessing.Pool(2).map(abs, [1, 2])"),
    "the end of the process": inside("import os; os._exit(0)"),
    "an ordinary exit": inside("import sys; sys.exit(0)"),
    "an abort": inside("import os; os.abort()"),
    "a crash": inside("import ctypes; ctypes.string_at(0)"),
    "signals to everybody": (
        before("import os, signal" + SWALLOW.format(times=1, line="os.kill(-1, signal.SIGKILL)")),
        2,
    ),
    "a signal to the parent": inside("import os; os.kill(os.getppid(), 9)"),
    "higher limits": inside(
        "import resource; resource.setrlimit(resource.RLIMIT_CPU, (9999, 9999))"
    ),
    # comparison
    "patched comparison": before(
        "np.allclose = np.array_equal = np.isclose = lambda *a, **k: True"
    ).replace("sigmoid(x @ w + b)", "0.0"),
    "patched builtins": (
        before("import builtins\nbuiltins.abs = builtins.max = builtins.all = lambda *a: 0"),
        2,
    ),
    "builtins gone": (before("import builtins\nbuiltins.len = builtins.zip = None"), 0),
    "patched sigmoid": before("import nnhelpers.activations as a\na.sigmoid = sigmoid = abs"),
    "patched checker": inside(
        """
from nnhelpers.checking import answers, comparing, diagnosis, findings
for module in (answers, comparing, diagnosis, findings):
    for name in ("equal", "equal_leaf", "close", "identical", "fitted"):
        setattr(module, name, lambda *a, **k: True)
diagnosis.Answers.passes = lambda *a: True
"""
    ),
    "own check functions": before(
        "def check(*a): return True\ncompare = diagnose = equal = passes = check"
    ).replace("sigmoid(x @ w + b)", "1.0"),
    "always equal": LIAR.format(base="object", zero="") + inside("", "Liar()"),
    "a float that lies": LIAR.format(base="float", zero="0.0") + inside("", "Liar(0.5)"),
    "an array that lies": LIAR.format(base="np.ndarray", zero="()")
    + inside("", "np.zeros(()).view(Liar)"),
    "text that lies": LIAR.format(base="str", zero="''") + inside("", "Liar('right')"),
    "an array-like that lies": (
        "class Like:\n    def __array__(self, *a, **k): return np.full((), np.nan)\n"
        + inside("", "Like()")
    ),
    "nan everywhere": inside("", "np.nan"),
    "the same whatever is asked": inside("", "0.5"),
    "an import hook": before(
        "import sys\nclass Hook:\n    def find_spec(self, *a): raise SystemExit\n"
        "sys.meta_path.insert(0, Hook())"
    ).replace("sigmoid(x @ w + b)", "__import__('nnhelpers.exercises')"),
    "a changed parser": before(
        "import ast, builtins\nbuiltins.compile = ast.parse = lambda *a, **k: None"
    ).replace("sigmoid(x @ w + b)", "True"),
    "a tracer": (before("import sys\nsys.settrace(lambda *a: None)\nsys.setprofile(None)"), 2),
    # reading what is not theirs
    "the solution, by its function": inside(
        "from nnhelpers.checking import exercises", "exercises()['neuron'](x, w, b)"
    ),
    "the solution, by its file": inside("raise ValueError(open({exercises!r}).read())"),
    "the solution, by inspect": inside(
        """
import importlib.util
spec = importlib.util.spec_from_file_location("e", {exercises!r})
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
""",
        "module.neuron(x, w, b)",
    ),
    "the expected values, in the frames": inside(
        """
import sys
frame, found = sys._getframe(), []
while frame:
    found += [v for k, v in frame.f_locals.items() if k in ("expected", "solution", "wanted")]
    frame = frame.f_back
""",
        "found[0]",
    ),
    "the expected values, in memory": inside(
        """
import gc
found = [o for o in gc.get_objects() if type(o).__name__ == "Exercise"]
""",
        "found[0](x, w, b)",
    ),
    "the tests": inside("raise ValueError(open({tests!r}).read())"),
    "the roster": inside("raise ValueError(open({roster!r}).read())"),
    "the secret": inside("raise ValueError(open({secret!r}).read())"),
    "other submissions": inside("import os; raise ValueError(os.listdir({submitted!r}))"),
    "the gradebook, written": inside("open({grades!r}, 'a').write('{{}}')"),
    "the gradebook, removed": inside("import os; os.unlink({grades!r})"),
    "the environment": inside("import os", "1.0 if len(os.environ) > 12 else 0.0"),
    "its own memory map": inside("raise ValueError(open('/proc/self/maps').read())"),
    "other processes": inside("import os; raise ValueError(os.listdir('/proc'))"),
    "the grader's memory": inside("open(f'/proc/{{__import__(\"os\").getppid()}}/mem', 'rb')"),
    "the passwords": inside("raise ValueError(open('/etc/passwd').read())"),
    "a link out": inside(f"import os; os.symlink('/etc/passwd', {FILLED!r})"),
    "the disk itself": inside("open('/dev/vda', 'rb')"),
    # network
    "a socket": inside("import socket; socket.create_connection(('127.0.0.1', 80))"),
    "a page of the web": inside(
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1').read()"
    ),
    "a socket to a neighbor": inside(
        "import socket; socket.socket(socket.AF_UNIX).connect('\\0neighbor')"
    ),
    "a pair of sockets": inside("import socket; socket.socketpair()"),
    # replies
    "a forged score": inside(
        SOCKET + 'head = b\'{{"t": [null, {{"score": 2, "correct": true}}]}}\'\nframe(head)'
    ),
    "a reply that says it is right": inside(
        SOCKET + 'failed = b\'{{"t":["right","Right."]}}\'\n'
        'head = b\'{{"t":[null,{{"l":[{{"t":[null,\' + failed + b\',{{"t":[]}},""]}}]}}]}}\'\n'
        "frame(head)"
    ),
    "a pickle": inside(SOCKET + "import pickle\nhead = pickle.dumps(print)\nframe(head)"),
    "an endless reply": inside(SOCKET + "while True: os.write(line, bytes(65536))"),
    "a reply of 4 GB, announced": inside(
        SOCKET + "os.write(line, b'\\xff' * 8)\nwhile True: os.write(line, bytes(65536))"
    ),
    "a reply nested 100,000 deep": inside(SOCKET + "head = b'[' * 100_000\nframe(head)"),
    "a reply that is no JSON": inside(SOCKET + "frame(b'import os')"),
    "an array that is larger than it says": inside(
        SOCKET + 'head = b\'{{"t":[null,{{"a":["<f8",[999999999999]]}}]}}\'\nframe(head)'
    ),
    "an array of objects": inside(
        SOCKET + 'head = b\'{{"t":[null,{{"a":["|O",[1]]}}]}}\'\nframe(head, bytes(8))'
    ),
    "a slow reply": inside(
        SOCKET + "import time\nos.write(line, (9999).to_bytes(4, 'little') + bytes(4))\n"
        "while True:\n    os.write(line, b' ')\n    time.sleep(0.05)"
    ),
    "a closed reply": inside(SOCKET + "os.close(line)"),
    "a reply in place of another": inside(SOCKET + "os.dup2(1, line)"),
    "a result nested 10,000 deep": inside("a = []\nfor _ in range(10_000): a = [a]", "a"),
    "a result of a million names": inside("", "dict.fromkeys(range(1_000_000))"),
    "a text of 50 MB": inside("", "'x' * 50_000_000"),
    "a changed writer": inside(
        "import json, os\njson.dumps = lambda *a, **k: '[]'\nos.write = lambda *a: 10**9"
    ),
}

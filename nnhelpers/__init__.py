"""Neural networks in NumPy, built lesson by lesson.

`import nnhelpers` loads NumPy and the engine, nothing heavy; take the rest by name:
`from nnhelpers import datasets, explore, plotting as plot`.
"""

from nnhelpers import operations as operations  # gives Tensor its operators
from nnhelpers.autodiff import Tensor, no_grad
from nnhelpers.memory import keep_freed_memory

__all__ = ["Tensor", "no_grad"]
__version__ = "0.1.0"

keep_freed_memory()

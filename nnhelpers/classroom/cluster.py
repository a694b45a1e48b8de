"""Grade on an existing Dask cluster: the same jobs as on one machine, in batches.

A batch is a pure function of its jobs, so one that is lost with its worker is done again, and a
row that comes twice is the same row. Jobs and rows travel as JSON text. Workers need this package
and a sandbox of their own; they never see the course's secret.
"""

import json

from nnhelpers.classroom import ClassroomError, work

BATCH = 25
RETRIES = 10  # how often one batch may lose its worker before the run gives up


def on_cluster(waiting, address, trust=False):
    """Yield a row for each job, from the workers of the scheduler at this address."""
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise ClassroomError("--cluster needs dask: pip install 'nnhelpers[classroom]'.") from None
    with connected(Client, address) as client, client.as_current():
        batches = [waiting[i : i + BATCH] for i in range(0, len(waiting), BATCH)]
        futures = [client.submit(graded, list(jobs), trust, retries=RETRIES) for jobs in batches]
        for future in as_completed(futures):
            yield from map(json.loads, future.result())
            future.release()


def connected(client, address):
    try:
        return client(address, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise ClassroomError(
            f"There is no Dask scheduler at {address}: {error}. Start one with `dask scheduler`, "
            "and workers with `dask worker tcp://…`."
        ) from None


def graded(jobs, trust):
    """Return the rows of a batch, as JSON texts: what a worker runs."""
    return [json.dumps(work.graded(job, trust)) for job in jobs]

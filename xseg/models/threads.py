"""One thread for what adds up in doubles: how sums are shared out among cores must not reach a model's bits."""

from contextlib import AbstractContextManager


def one_thread() -> AbstractContextManager[object]:
    """A context in which BLAS and OpenMP use one thread; what else runs, such as Polars, is not touched."""
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[object] = threadpool_limits(limits=1)
    return limits

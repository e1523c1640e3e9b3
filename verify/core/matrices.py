"""How the matrices of a model are multiplied."""


def on_one_thread() -> None:
    """Let numpy multiply on the caller's thread alone, in this process from now on.

    The matrices of a parse are small. Spread over threads, most of the time goes into waiting for one another, all the more on a
    machine that has other work: a desk's threads and processes are what keeps its processors busy.
    """
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1, user_api="blas")

"""How the matrices of a model are multiplied."""


def on_one_thread() -> None:
    """Let numpy multiply on the caller's thread alone, in this process from now on.

    The matrices of a parse, or of a sentence's vector, are small. Spread over threads, most of the time goes into waiting for one
    another: on two busy processors a parse takes three times as much of them, a vector seven times. A desk has other work for them.
    """
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1, user_api="blas")

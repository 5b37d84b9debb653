"""The next item is made while the last one is used."""

from collections.abc import Iterable, Iterator
from queue import Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterable[T]) -> Iterator[T]:
    """The items in their order, each made one ahead of its use in a thread of its own. What making raises is raised
    here; where nobody asks any more, no more are made.
    """
    made: Queue[tuple[T] | BaseException | None] = Queue(maxsize=1)
    stopped = Event()

    def make() -> None:
        end: BaseException | None = None
        try:
            for item in items:
                made.put((item,))
                if stopped.is_set():
                    return
        except BaseException as error:  # noqa: BLE001  (raised where the items are used)
            end = error
        made.put(end)

    thread = Thread(target=make, daemon=True)
    thread.start()
    try:
        while isinstance(found := made.get(), tuple):
            yield found[0]
        if found is not None:
            raise found
    finally:
        stopped.set()
        while thread.is_alive():
            while not made.empty():
                made.get_nowait()
            thread.join(0.01)

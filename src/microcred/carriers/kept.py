"""Pictures that were drawn, kept up to a limit: drawing one takes longer than signing a badge."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future


class KeptPictures:
    """Pictures by what they are drawn from, for all threads; the least used go first.

    Threads that want the same picture at the same time wait for one of them to draw it.

    Args:
        max_bytes: how much is kept, all pictures together.
    """

    def __init__(self, max_bytes: int):
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Future[bytes]] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable, draw: Callable[[], bytes]) -> bytes:
        """Return the picture of `key`, drawn if it is not kept.

        Raises:
            Exception: what `draw` raises; it is then tried again the next time.
        """
        with self._lock:
            found = self._kept.get(key)
            drawing: Future[bytes] = Future()
            if found is None:
                self._kept[key] = drawing
            else:
                self._kept.move_to_end(key)
        if found is not None:
            return found.result()
        return self._draw(key, draw, drawing)

    def _draw(self, key: Hashable, draw: Callable[[], bytes], drawing: Future[bytes]) -> bytes:
        try:
            picture = draw()
        except BaseException as error:
            with self._lock:
                del self._kept[key]
            drawing.set_exception(error)
            raise
        drawing.set_result(picture)
        with self._lock:
            self._bytes += len(picture)
            self._shrink()
        return picture

    def _shrink(self) -> None:
        for key in [key for key, picture in self._kept.items() if picture.done()]:
            if self._bytes <= self._max_bytes:
                return
            self._bytes -= len(self._kept.pop(key).result())

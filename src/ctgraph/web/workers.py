"""granian's supervisor, made to lose no connection when a worker comes or goes.

granian gives each worker a socket of its own, and whoever waits on that of a worker that ends is cut
off. Here all share one, which the parent holds: what one worker does not take another does, and a
worker that is killed takes no more with it than what it was doing.

SIGHUP has what is served renewed, and then one worker after the other replaced by one that serves it.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from granian._granian import SocketHolder
from granian.server.mp import MPServer

from ctgraph.web import leaving

_HOLDER: Any = SocketHolder  # its type does not say what it takes


class Workers(MPServer):
    """Serves on `listener`. `renewed` gives what to enter while all workers are replaced; None: nothing."""

    def __init__(
        self,
        listener: socket.socket,
        renewed: Callable[[], AbstractContextManager[None] | None],
        **options: Any,
    ) -> None:
        super().__init__("ctgraph", **options)
        self._listener = listener
        self._renewed = renewed

    def shutdown(self, exit_code: int = 0) -> None:
        """Let in who is at the door, close it, and have the workers finish."""
        leaving.close_door(self._listener)
        super().shutdown(exit_code)  # type: ignore[no-untyped-call]

    def _init_shared_socket(self) -> None:
        """Use the one socket where granian would tell workers to open their own."""
        no_unix_socket, number = False, self._listener.fileno()
        self._ssp, self._shd = None, _HOLDER(number, no_unix_socket, self.backlog)
        self._sso = self._listener

    def _reload(self, *args: Any) -> None:
        """Replace the workers, unless there is nothing new that could be served."""
        self.reload_signal = False
        self.main_loop_interrupt.clear()
        if (switching := self._renewed()) is not None:
            with switching:
                super()._reload(*args)  # type: ignore[no-untyped-call]
        # granian forgets what comes about between two of its looks
        if self.interrupt_signal or self.interrupt_children or self.reload_signal:
            self.main_loop_interrupt.set()

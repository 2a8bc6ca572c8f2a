"""Everything that an app sends to one visitor, to be searched for words that are not for them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from playwright.sync_api import Error

if TYPE_CHECKING:
    from playwright.sync_api import Page, Response, WebSocket


class Answers:
    """What came over the network to a page, from now on.

    Attributes
    ----------
    received : list of bytes
        Frames of web sockets, in the order in which they came.
    """

    def __init__(self, page: Page) -> None:
        self.received: list[bytes] = []
        self._responses: list[Response] = []
        page.on("websocket", self._listen)
        page.on("response", lambda response: self._responses.append(response))

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._keep)

    def _keep(self, frame: str | bytes) -> None:
        self.received.append(frame.encode() if isinstance(frame, str) else frame)

    def forget(self) -> None:
        """Begin anew with what comes from now on."""
        self.received.clear()
        self._responses.clear()

    def holds(self, words: str) -> bool:
        """Return whether words came in any answer, as they are or as JSON writes them."""
        wanted = {words.encode(), json.dumps(words)[1:-1].encode()}
        return any(each in answer for answer in [*self.received, *self._bodies()] for each in wanted)

    def _bodies(self) -> list[bytes]:
        bodies = []
        for response in self._responses:
            try:
                bodies.append(response.body())
            except Error:
                # A redirection and an answer to a page that is gone have none.
                continue
        return bodies

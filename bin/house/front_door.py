"""One address for an Odoo with workers: pages go to the workers, live connections (/websocket) to the evented port.

With worker processes Odoo serves these on two ports, and a browser knows only one. A web server in front does this in
production; here it is a thread that looks at the first line of each connection.
"""

import asyncio
import threading


class FrontDoor:
    def __init__(self, port, pages, live):
        self.port, self.pages, self.live = port, pages, live
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def open(self):
        self._thread.start()
        starting = asyncio.start_server(self._visitor, "127.0.0.1", self.port)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result(10)

    def close(self):
        asyncio.run_coroutine_threadsafe(self._leave(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _leave(self):
        self._server.close()
        visits = asyncio.all_tasks() - {asyncio.current_task()}
        for visit in visits:
            visit.cancel()
        await asyncio.gather(*visits, return_exceptions=True)

    async def _visitor(self, reader, writer):
        try:
            head = await reader.readuntil(b"\r\n")
            port = self.live if head.split(b" ")[1:2] and head.split(b" ")[1].startswith(b"/websocket") else self.pages
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", port)
            inner_writer.write(head)
            await asyncio.gather(_pour(reader, inner_writer), _pour(inner_reader, writer))
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            writer.close()


async def _pour(reader, writer):
    try:
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()

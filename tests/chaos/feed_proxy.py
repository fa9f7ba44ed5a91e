"""A feed that misbehaves: stands between a gateway and who follows its changes, and passes WatchChanges on with faults.

A source (one room of one agency) is told in its own order always, as the contract says; all else may happen: a response
comes twice, or one of before comes again, sources overtake each other, the stream is cut, a source is reset and told anew,
or is held back. Any other call is passed on as it is.
"""

import collections
import concurrent.futures
import queue
import random
import threading

import grpc
import identity
from federation import client_credentials
from samverkan.changes.v1 import change_feed_service_pb2 as changes

WATCH = "/samverkan.changes.v1.ChangeFeedService/WatchChanges"
Step = changes.WatchChangesResponse
# How many responses of a source may wait: then they go, whatever was asked.
MOST_HELD = 5000


class Cut(Exception):
    """The stream ends here."""


class FeedProxy(grpc.GenericRpcHandler):
    """Thread-safe. What it does is set by its attributes while it runs; `done` counts it."""

    def __init__(self, gateway, seed):
        self._channel = grpc.secure_channel(gateway, client_credentials())
        self._rng = random.Random(seed)
        self._lock = threading.Lock()
        self._cut = threading.Event()
        self._reset = set()
        # Shares of responses that are told twice, and after which one of before is told again.
        self.twice = 0.0
        self.again = 0.0
        # Whether sources overtake each other.
        self.reorder = False
        # Agencies of which nothing is told, until as much waits as may.
        self.held = frozenset()
        self.done = collections.Counter()
        self._server = grpc.server(concurrent.futures.ThreadPoolExecutor(16))
        self._server.add_generic_rpc_handlers((self,))
        pem = identity.CERTIFICATE.read_bytes()
        credentials = grpc.ssl_server_credentials([(pem, pem)], identity.CA.read_bytes(), False)
        self.address = f"127.0.0.1:{self._server.add_secure_port('127.0.0.1:0', credentials)}"
        self._server.start()

    def stop(self):
        self._cut.set()
        self._server.stop(1).wait()
        self._channel.close()

    def cut(self):
        """Ends the stream; whoever follows may open it again."""
        self._cut.set()

    def reset(self, agency, room):
        """Tells that the source's cursor is no longer good, and then its snapshot."""
        with self._lock:
            self._reset.add((f"agencies/{agency}", room))

    def service(self, handler_call_details):
        method = handler_call_details.method
        if method == WATCH:
            return grpc.unary_stream_rpc_method_handler(
                self._watch, request_deserializer=changes.WatchChangesRequest.FromString,
                response_serializer=Step.SerializeToString)
        call = self._channel.unary_unary(method)
        return grpc.unary_unary_rpc_method_handler(
            lambda request, context: call(request, metadata=_passed_on(context), timeout=context.time_remaining()))

    def _watch(self, request, context):
        # What was to be cut was another stream.
        self._cut.clear()
        stream = Stream(self, request, context, self._channel)
        try:
            yield from stream.steps()
        except Cut:
            with self._lock:
                self.done["cut"] += 1
            context.abort(grpc.StatusCode.UNAVAILABLE, "cut")
        finally:
            stream.close()

    # For the streams.

    def take_cut(self):
        was = self._cut.is_set()
        self._cut.clear()
        return was

    def take_resets(self, known):
        with self._lock:
            taken = {source for source in self._reset if source in known}
            self._reset -= taken
            return taken

    def chance(self, share, what):
        with self._lock:
            does = share > 0 and self._rng.random() < share
            self.done[what] += does
            return does

    def choose(self, items):
        with self._lock:
            return self._rng.choice(items)

    def count(self, what):
        with self._lock:
            self.done[what] += 1


class Stream:
    """One reader's feed."""

    def __init__(self, proxy, request, context, channel):
        self._proxy = proxy
        self._request = request
        self._context = context
        self._call = channel.unary_stream(WATCH, request_serializer=changes.WatchChangesRequest.SerializeToString,
                                          response_deserializer=Step.FromString)
        # What has come and was not told yet, by source; how far each source is told; what was told of it.
        self._waiting = collections.defaultdict(collections.deque)
        self._told = {source_of(cursor): cursor for cursor in request.cursors}
        self._before = collections.defaultdict(lambda: collections.deque(maxlen=50))
        # Sources whose snapshot was told in part.
        self._in_part = set()
        self._upstream = None
        self._arrived = None
        self._open(request.cursors)
        context.add_callback(self.close)

    def close(self):
        self._upstream.cancel()

    def _open(self, cursors):
        if self._upstream is not None:
            self._upstream.cancel()
        request = changes.WatchChangesRequest(parent=self._request.parent, types=self._request.types, cursors=cursors)
        self._upstream = self._call(request, metadata=_passed_on(self._context))
        self._arrived = queue.SimpleQueue()
        threading.Thread(target=_read, args=(self._upstream, self._arrived), daemon=True).start()

    def steps(self):
        while self._context.is_active():
            if self._proxy.take_cut():
                raise Cut()
            for source in self._proxy.take_resets(self._told):
                yield from self._reset(source)
            self._gather()
            while (source := self._next()) is not None:
                yield from self._tell(self._waiting[source].popleft())
                if not self._proxy.reorder and self._arrived.qsize():
                    break

    def _gather(self):
        """Waits a little for the first that comes, and takes what has come with it."""
        try:
            step = self._arrived.get(timeout=0.02)
            while True:
                if step is None:
                    raise Cut()
                self._waiting[source_of(step.cursor)].append(step)
                step = self._arrived.get_nowait()
        except queue.Empty:
            pass

    def _next(self):
        """The source to tell of next."""
        ready = [source for source, steps in self._waiting.items()
                 if steps and (source[0] not in self._proxy.held or len(steps) > MOST_HELD)]
        if not ready:
            return None
        return self._proxy.choose(ready) if self._proxy.reorder else ready[0]

    def _tell(self, step):
        source = source_of(step.cursor)
        yield step
        if step.kind == Step.KIND_CHANGE and step.cursor.sequence == 0:
            self._in_part.add(source)
        elif step.kind == Step.KIND_SNAPSHOT_END:
            self._in_part.discard(source)
        if step.kind == Step.KIND_RESET:
            self._told.pop(source, None)
            self._before[source].clear()
        elif step.cursor.sequence > 0:
            self._told[source] = step.cursor
        if step.kind != Step.KIND_RESET and self._proxy.chance(self._proxy.twice, "twice"):
            yield step
        if step.kind in (Step.KIND_CHANGE, Step.KIND_SNAPSHOT_END) and step.cursor.sequence > 0:
            self._before[source].append(step)
        older = list(self._before[source])
        if older and self._proxy.chance(self._proxy.again, "again"):
            yield self._proxy.choose(older)

    def _reset(self, source):
        """Begins anew upstream: what waits is dropped, and comes again from where each source was told."""
        self._waiting.clear()
        # A snapshot that was told in part comes anew, too.
        again, self._in_part = {source, *self._in_part}, set()
        for agency, room in again:
            self._before[agency, room].clear()
            told = self._told.pop((agency, room), changes.Cursor())
            yield Step(kind=Step.KIND_RESET, cursor=changes.Cursor(agency=agency, room=room, epoch=told.epoch))
        self._open(self._told.values())
        self._proxy.count("reset")


def source_of(cursor):
    return cursor.agency, cursor.room


def _read(call, arrived):
    try:
        for step in call:
            arrived.put(step)
    except grpc.RpcError:
        pass
    arrived.put(None)


def _passed_on(context):
    return [(key, value) for key, value in context.invocation_metadata() if key in ("authorization", "x-goog-request-params")]

"""What clients of an agency's records did and saw, and whether a store that keeps its word could have made them see it.

Every record is a register that is written in versions: its writers count them up and never use a number twice, unless
it was refused. So a write that was lost, done twice or done late shows as a version that is not where it must be. A
deletion is the last version of a record; who finds none finds that version, once its deletion may have begun.

Which promises hold depends on the logs' epoch, which each acknowledgement names. Within one, all of them. What was
acknowledged in an earlier epoch may be gone once a later one may have begun: that is what a new epoch says, and the
watcher must have been told by RESET.
"""

import bisect
import collections
import dataclasses
import math

ACKNOWLEDGED, REFUSED, UNKNOWN = "acknowledged", "refused", "unknown"
RESET, CHANGE, SNAPSHOT_END, PROGRESS = "reset", "change", "snapshot end", "progress"
# The watcher begins without a cursor.
BEGIN = "begin"


@dataclasses.dataclass(frozen=True)
class Write:
    """One request, however often it was sent; of several names if it was a batch. Times are of one clock."""
    client: str
    names: tuple
    version: int
    begun: float
    ended: float = math.inf
    outcome: str = UNKNOWN
    # Of the log, in the acknowledgement.
    epoch: str = ""
    # Why it was refused.
    code: str = ""
    # It deletes the record, for good.
    removes: bool = False


@dataclasses.dataclass(frozen=True)
class Read:
    client: str
    name: str
    # 0 if there was none.
    version: int
    begun: float
    ended: float


@dataclasses.dataclass(frozen=True)
class Step:
    """Of the feed."""
    kind: str
    epoch: str = ""
    sequence: int = 0
    name: str = ""
    # 0 if it was removed.
    version: int = 0


@dataclasses.dataclass
class History:
    writes: list = dataclasses.field(default_factory=list)
    reads: list = dataclasses.field(default_factory=list)
    steps: list = dataclasses.field(default_factory=list)
    # At the end, when nobody writes any more: what a list has, by name, and the names in the log's current epoch.
    final: dict = dataclasses.field(default_factory=dict)
    log: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Verdict:
    violations: list
    # Acknowledged writes that a later epoch does not have: (write, name).
    lost: list
    epochs: list


def check(history):
    return _Checker(history).verdict()


class _Checker:
    def __init__(self, history):
        self.history = history
        self.violations = []
        self.lost = {}
        self.acknowledged = [write for write in history.writes if write.outcome == ACKNOWLEDGED]
        self.writes_of = collections.defaultdict(list)
        for write in history.writes:
            for name in write.names:
                self.writes_of[name].append(write)
        self.removals = {name: write for write in history.writes if write.removes and write.outcome != REFUSED
                         for name in write.names}
        self.reads = [self._understood(read) for read in history.reads]
        self.epochs, self.lasted = self._epochs()
        # What a list shows at the end is one more read of everything.
        end = max([write.ended for write in self.acknowledged] + [read.ended for read in history.reads], default=0.0)
        self.final = [self._understood(Read("final list", name, history.final.get(name, 0), end, end))
                      for name in self.writes_of.keys() | history.final.keys()]

    def verdict(self):
        self._check_acknowledged()
        self._check_refused()
        self._check_known()
        self._check_seen()
        self._check_monotonic()
        self._check_batches()
        self._check_log()
        _Feed(self).check()
        return Verdict(self.violations, list(self.lost.values()), self.epochs)

    def fail(self, kind, what):
        self.violations.append(f"{kind}: {what}")

    def _understood(self, read):
        """None there may be since it was deleted: then that is what was seen."""
        removal = self.removals.get(read.name)
        gone = read.version == 0 and removal is not None and removal.begun <= read.ended
        return dataclasses.replace(read, version=removal.version) if gone else read

    def _epochs(self):
        """In order, and until when each lasted for certain: who is acknowledged in it found it there when he began."""
        lasted = {}
        for write in self.acknowledged:
            lasted[write.epoch] = max(lasted.get(write.epoch, 0.0), write.begun)
        epochs = sorted(lasted, key=lasted.get)
        if epochs:
            lasted[epochs[-1]] = math.inf
        return epochs, lasted

    def _check_acknowledged(self):
        """In one epoch a version is acknowledged to one writer."""
        counts = collections.Counter((write.epoch, name, write.version)
                                     for write in self.acknowledged for name in write.names)
        for (_, name, version), count in counts.items():
            if count > 1:
                self.fail("acknowledged twice", f"{name} in version {version}: {count} writers")

    def _check_refused(self):
        """Whoever writes alone, and knows what became of it, has the record's etag, unless a write of his was lost with
        its epoch."""
        for write in self.history.writes:
            if write.outcome != REFUSED:
                continue
            alone = all(other.client == write.client and other.outcome != UNKNOWN
                        for name in write.names for other in self.writes_of[name])
            if alone and len(self.epochs) < 2:
                self.fail("refused", f"{write.names} in version {write.version}, of one writer alone: {write.code}")

    def _check_known(self):
        """Nothing is read that nobody wrote, that was refused, or before it was written. What was refused in a new
        epoch may have been done, and read, in the one before."""
        begun = {}
        for name, writes in self.writes_of.items():
            for write in writes:
                if write.outcome != REFUSED or len(self.epochs) > 1:
                    key = name, write.version
                    begun[key] = min(begun.get(key, math.inf), write.begun)
        for read in (*self.reads, *self.final):
            if read.version and begun.get((read.name, read.version), math.inf) > read.ended:
                self.fail("never written", f"{read.name} in version {read.version}, by {read.client}")

    def _check_seen(self):
        """What was acknowledged before a read began is seen by it, or something later."""
        newest = {}
        for name, writes in self.writes_of.items():
            for epoch in self.epochs:
                newest[name, epoch] = _Newest(write for write in writes
                                              if write.outcome == ACKNOWLEDGED and write.epoch == epoch)
        for read in (*self.reads, *self.final):
            for epoch in self.epochs:
                for write in newest.get((read.name, epoch), _Newest(())).above(read.version, read.begun):
                    if read.ended <= self.lasted[epoch]:
                        self.fail("lost", f"{read.name} in version {write.version}, acknowledged to {write.client}; "
                                          f"{read.client} sees {read.version}")
                        break
                    self.lost[id(write), read.name] = (write, read.name)

    def _check_monotonic(self):
        """No client's reads go back, but once for every new epoch."""
        reads_of = collections.defaultdict(list)
        for read in self.reads:
            reads_of[read.client].append(read)
        for client, reads in reads_of.items():
            seen, falls = {}, []
            for read in reads:
                if read.version < seen.get(read.name, 0):
                    falls.append(f"{read.name} from {seen[read.name]} to {read.version}")
                    seen = {}
                seen[read.name] = read.version
            if len(falls) > max(len(self.epochs) - 1, 0):
                self.fail("went back", f"{client}: {falls[:5]}")

    def _check_batches(self):
        """The names of a batch are written by batches of just these names, and so have one version."""
        for names in {write.names for write in self.history.writes if len(write.names) > 1}:
            versions = {self.history.final.get(name, 0) for name in names}
            if len(versions) > 1:
                self.fail("torn", f"{names[0]}… has the versions {sorted(versions)}")

    def _check_log(self):
        """The log's epoch tells of each write once, and of those of one batch together."""
        if not self.epochs:
            return
        told = collections.Counter(self.history.log)
        current = self.epochs[-1]
        for name in self.writes_of.keys() | told.keys():
            writes = self.writes_of.get(name, ())
            certain = sum(write.outcome == ACKNOWLEDGED and write.epoch == current for write in writes)
            possible = certain + sum(write.outcome == UNKNOWN for write in writes)
            # What was found out by the request id alone may have been written in the epoch before.
            least = certain if len(self.epochs) == 1 else 0
            if told[name] > possible:
                self.fail("applied twice", f"{name}: {told[name]} times in the log, {possible} writes")
            elif told[name] < least:
                self.fail("not in the log", f"{name}: {told[name]} times in the log, {least} writes")


class _Newest:
    """The writes that raised the newest version that is acknowledged, by the time when they were."""

    def __init__(self, writes):
        self._ended, self._writes = [], []
        for write in sorted(writes, key=lambda write: write.ended):
            if not self._writes or write.version > self._writes[-1].version:
                self._ended.append(write.ended)
                self._writes.append(write)

    def above(self, version, time):
        """Those above that version that were acknowledged by then, the newest first."""
        for write in reversed(self._writes[:bisect.bisect_right(self._ended, time)]):
            if write.version <= version:
                return
            yield write


class _Feed:
    """What a watcher was told, step by step."""

    def __init__(self, checker):
        self._fail = checker.fail
        self._checker = checker
        self._history = checker.history
        # The epoch that a RESET called off.
        self._ended = None
        # How the feed went back: what an epoch's last entries tell of may be read in the next one, before RESET.
        self._fell = None
        self._forget()

    def _forget(self):
        self.epoch, self.sequence, self.known, self.whole = None, 0, {}, False

    def check(self):
        if not self._history.steps:
            return
        names = {}
        for step in self._history.steps:
            getattr(self, "_" + step.kind.replace(" ", "_"))(step)
            if step.kind == CHANGE and step.sequence:
                if names.setdefault((step.epoch, step.sequence), step.name) != step.name:
                    self._fail("feed number", f"{step.sequence} was {names[step.epoch, step.sequence]}, is {step.name}")
        self._check_fall()
        final = {name: version for name, version in self._history.final.items() if version}
        if self.known != final:
            differ = sorted(name for name in final.keys() | self.known.keys()
                            if final.get(name, 0) != self.known.get(name, 0))
            self._fail("feed state", f"ends otherwise than the list: {len(differ)} records, such as {differ[:3]}")
        if self._checker.epochs and self.epoch != self._checker.epochs[-1]:
            self._fail("feed epoch", f"ends in epoch {self.epoch}, and writes in {self._checker.epochs[-1]}")

    def _begin(self, _):
        self._forget()

    def _reset(self, _):
        # A snapshot that was cut off is reset too, and begins anew.
        self._ended = self.epoch if self.whole else self._ended
        self._fell = None
        self._forget()

    def _check_fall(self):
        if self._fell:
            self._fail("feed went back", self._fell)
        self._fell = None

    def _change(self, step):
        if step.sequence == 0 and not self.whole:
            self.epoch = step.epoch if self.epoch is None else self.epoch
        if step.epoch != self.epoch or bool(step.sequence) != self.whole:
            self._fail("feed jump", f"goes on at {step.sequence} of {step.epoch} after {self.sequence} of "
                                    f"{self.epoch}, without RESET or snapshot")
            return
        if step.sequence > self.sequence + 1:
            self._fail("feed gap", f"has a gap from {self.sequence} to {step.sequence}")
        self.sequence = max(self.sequence, step.sequence)
        if step.version and step.version < self.known.get(step.name, 0):
            self._fell = (f"{step.name} from {self.known[step.name]} to {step.version} at {step.sequence} of "
                          f"{step.epoch}")
        self.known[step.name] = step.version
        if not step.version:
            del self.known[step.name]

    def _snapshot_end(self, step):
        if self.epoch not in (None, step.epoch):
            self._fail("feed snapshot", f"ends a snapshot of {self.epoch} in {step.epoch}")
        if step.epoch == self._ended:
            self._fail("feed reset", f"was reset, though its epoch {step.epoch} goes on")
        self.epoch, self.sequence, self.whole = step.epoch, step.sequence, True

    def _progress(self, step):
        self._check_fall()
        if self.whole and (step.epoch, step.sequence) != (self.epoch, self.sequence):
            self._fail("feed progress", f"has nothing new at {step.sequence} of {step.epoch}, and was at "
                                        f"{self.sequence} of {self.epoch}")

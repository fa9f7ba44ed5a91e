"""What analytics must answer, worked out naively from plain lists of records.

Written from the contract's comments (proto/samverkan/analytics/v1) for obviousness, not speed, and without looking at
how the server does it. A `Reference` is of the records that one view sees; each method takes a request and gives the
whole answer but its coverage. Network measures are networkx's. What the contract leaves open is settled here in one
place and marked "open".
"""

import collections
import datetime
import functools
import itertools
import math
import statistics

import networkx
from google.protobuf import duration_pb2
from samverkan.analytics.v1 import (flow_summary_pb2, gaps_pb2, indicators_pb2, load_pb2, map_pb2, overlaps_pb2,
                                    plan_progress_pb2, usefulness_pb2)
from samverkan.flows.v1 import flow_pb2
from samverkan.meetings.v1 import assessment_pb2, meeting_pb2
from samverkan.plans.v1 import action_pb2
from samverkan.actors.v1 import organisation_kind_pb2
from samverkan.type.v1 import level_pb2

Meeting = meeting_pb2.Meeting
Action = action_pb2.Action
FUNCTION, UNIT, ORGANISATION, AGENCY = 1, 2, 3, 4
STRATEGIC, OPERATIONAL = level_pb2.LEVEL_STRATEGIC, level_pb2.LEVEL_OPERATIONAL
TAKES_PLACE = (Meeting.STATE_EXISTING, Meeting.STATE_REMOVABLE)
ASSOCIATION_KIND = organisation_kind_pb2.ORGANISATION_KIND_COORDINATION_ASSOCIATION
TYPES = {"units": "samverkan/Unit", "functions": "samverkan/Function", "organisations": "samverkan/Organisation"}

# A meeting as it counts: one for all that `same_as` joins.
# `members` are the records of it that are known, `names` all names that it goes by.
Counted = collections.namedtuple("Counted", "record members names participants")


def owner_of(name):
    return "/".join(name.split("/")[:2])


def collection_of(name):
    parts = name.split("/")
    return parts[-2] if len(parts) > 2 else "agencies"


def state_on(record, day, enum):
    """The state it had on that day; None before the first."""
    holds = [change.state for change in record.history if change.day <= day]
    return enum.Value(holds[-1]) if holds else None


def percent(part, whole):
    return part / whole * 100


def to_seconds(duration):
    return duration.seconds + duration.nanos / 1e9


def to_milliseconds(seconds):
    """Means are whole milliseconds."""
    return math.floor(seconds * 1000 + 0.5) / 1000


def to_duration(seconds):
    duration = duration_pb2.Duration()
    duration.FromTimedelta(datetime.timedelta(seconds=seconds))
    return duration


def share(part, whole):
    made = plan_progress_pb2.GetPlanProgressResponse.Share(part=part, whole=whole)
    if whole:
        made.percent = percent(part, whole)
    return made


class Reference:
    """The answers of a view that sees `records`: `viewer`'s own, as `agencies/{agency}`, or nobody's own."""

    def __init__(self, records, viewer, today):
        self.viewer = viewer
        self.today = today
        self._by_type = collections.defaultdict(dict)
        for record in records:
            self._by_type[record.DESCRIPTOR.name][record.name] = record
        self._joined = {name: self._joins(organisation) for name, organisation in self.all("Organisation").items()}
        self._meetings = self._counted_meetings()

    def all(self, type_name):
        return self._by_type[type_name]

    def find(self, name):
        """The record of that actor or other resource; None if nothing is known of it."""
        for records in self._by_type.values():
            if name in records:
                return records[name]
        return None

    # Actors.

    def _joins(self, organisation):
        """What an organisation is at resolution AGENCY."""
        if organisation.agency:
            return organisation.agency
        number = organisation.organisation_number.replace("-", "")
        if number:
            for agency in self.all("Agency").values():
                if agency.organisation_number.replace("-", "") == number:
                    return agency.name
            # Organisations of one number are one: the agency that one of them has joined, or the first by name.
            same = [other for other in self.all("Organisation").values()
                    if other.organisation_number.replace("-", "") == number]
            return min(other.agency or other.name for other in same if other.agency or not any(one.agency for one in same))
        return organisation.name

    def node_of(self, actor, resolution):
        if resolution == FUNCTION:
            return actor
        if collection_of(actor) == "organisations":
            return self._joined.get(actor, actor) if resolution == AGENCY else actor
        if resolution == UNIT:
            if collection_of(actor) == "functions":
                function = self.all("Function").get(actor)
                return function.unit if function is not None and function.unit else owner_of(actor)
            return actor
        return owner_of(actor)

    def party_of(self, actor):
        """The agency or organisation it belongs to."""
        return self.node_of(actor, AGENCY)

    def joined_agency(self, actor):
        """The agency it belongs to; empty for an organisation that has not said which it has joined."""
        if collection_of(actor) != "organisations":
            return owner_of(actor)
        return getattr(self.all("Organisation").get(actor), "agency", "")

    def display_name(self, name):
        record = self.find(name)
        return record.display_name if record is not None else name

    def kind_of(self, actor):
        """Which kind of party its agency or organisation is."""
        party = actor if collection_of(actor) == "organisations" else owner_of(actor)
        record = self.find(party)
        if record is None and collection_of(actor) == "organisations":
            return 0
        return record.kind if record is not None else 0

    def is_coordinator(self, actor):
        function = self.all("Function").get(actor)
        if function is not None and function.coordinator:
            return True
        party = self.find(self.party_of(actor))
        return self.kind_of(actor) == ASSOCIATION_KIND or (party is not None and party.kind == ASSOCIATION_KIND)

    def municipalities_of(self, actor):
        """Those of its agency or organisation, and of the agency that the organisation is."""
        names = (actor if collection_of(actor) == "organisations" else owner_of(actor), self.party_of(actor))
        return {code for name in names for code in getattr(self.find(name), "municipality_codes", ())}

    # Groups.

    def is_within(self, group, wider):
        seen = set()
        while group and group not in seen:
            if group == wider:
                return True
            seen.add(group)
            record = self.all("Group").get(group)
            group = record.parent_group if record is not None else ""
        return False

    def counts_for(self, meeting, group):
        """Whether a meeting counts for a group where gaps are asked about."""
        if not group or not meeting.record.groups:
            return True
        return any(self.is_within(group, wider) for wider in meeting.record.groups)

    # Meetings.

    def _counted_meetings(self):
        records = self.all("Meeting")
        neighbours = networkx.Graph()
        neighbours.add_nodes_from(records)
        neighbours.add_edges_from((record.name, record.same_as) for record in records.values() if record.same_as)
        counted = []
        for names in networkx.connected_components(neighbours):
            members = sorted(name for name in names if name in records)
            pointed_at = [name for name in members if not records[name].same_as]
            record = records[pointed_at[0] if pointed_at else members[0]]
            participants = {participant.actor: max(participant.headcount, 1) for participant in record.participants}
            for member in members:
                for participant in records[member].participants:
                    # Open: how many come of one whom both name with different numbers.
                    participants.setdefault(participant.actor, max(participant.headcount, 1))
            counted.append(Counted(record, members, names, participants))
        return sorted(counted, key=lambda meeting: meeting.record.name)

    def meeting_of(self, name):
        """The counted meeting that a record's name is of."""
        for meeting in self._meetings:
            if name in meeting.names:
                return meeting
        return None

    def meeting_state(self, meeting, day):
        """The state in which it counts on that day; None if it does not."""
        record = meeting.record
        if record.valid_from and day < record.valid_from or record.valid_until and day > record.valid_until:
            return None
        return state_on(record, day, Meeting.State)

    def takes_place(self, meeting, day):
        return self.meeting_state(meeting, day) in TAKES_PLACE

    def schedule_part(self, meeting, part):
        """What is known of when it takes place; open: what the record itself does not know, the first knows that does."""
        for record in (meeting.record, *(self.all("Meeting")[name] for name in meeting.members)):
            if record.schedule.HasField(part):
                return getattr(record.schedule, part)
        return None

    def occurrences(self, meeting):
        return self.schedule_part(meeting, "occurrences_per_year")

    def hours_each(self, meeting):
        """Hours a year for each who comes; None where unknown."""
        occurrences, duration = self.occurrences(meeting), self.schedule_part(meeting, "duration")
        if occurrences is None or duration is None:
            return None
        travel = self.schedule_part(meeting, "travel_time")
        return occurrences * (to_seconds(duration) + (to_seconds(travel) if travel is not None else 0)) / 3600

    def hours(self, meeting):
        each = self.hours_each(meeting)
        return None if each is None else each * sum(meeting.participants.values())

    def matches(self, meeting, selection):
        """Level, group, agencies and municipalities, of GetMap and its like."""
        record = meeting.record
        if selection.level and record.level != selection.level:
            return False
        if selection.group and not any(self.is_within(group, selection.group) for group in record.groups):
            return False
        if selection.agencies and not any(self.party_of(actor) in selection.agencies for actor in meeting.participants):
            return False
        codes = set(selection.municipality_codes)
        return not codes or any(codes & self.municipalities_of(actor) for actor in meeting.participants)

    def summary(self, meeting, day):
        made = overlaps_pb2.MeetingSummary(
            name=meeting.record.name, display_name=meeting.record.display_name, level=meeting.record.level,
            state=self.meeting_state(meeting, day) or 0, participants=len(meeting.participants))
        if self.occurrences(meeting) is not None:
            made.occurrences_per_year = self.occurrences(meeting)
        if self.hours(meeting) is not None:
            made.hours_per_year = self.hours(meeting)
        return made

    # The map.

    def meeting_count(self, meetings, day):
        count = map_pb2.GetMapResponse.MeetingCount()
        for meeting in meetings:
            state = self.meeting_state(meeting, day)
            count.existing += state == Meeting.STATE_EXISTING
            count.missing += state == Meeting.STATE_MISSING
            count.removable += state == Meeting.STATE_REMOVABLE
            count.ended += state == Meeting.STATE_ENDED
            if state in TAKES_PLACE:
                count.strategic += meeting.record.level == STRATEGIC
                count.operational += meeting.record.level == OPERATIONAL
                count.unknown_schedules += self.occurrences(meeting) is None
        return count

    def drawn_from(self, selection, day, states=()):
        states = set(states) or {Meeting.STATE_EXISTING, Meeting.STATE_MISSING, Meeting.STATE_REMOVABLE}
        return [meeting for meeting in self._meetings
                if self.meeting_state(meeting, day) in states and self.matches(meeting, selection)]

    def nodes_in(self, meeting, resolution, without_coordinators=False):
        return sorted({self.node_of(actor, resolution) for actor in meeting.participants
                       if not (without_coordinators and self.is_coordinator(actor))})

    def tie_weights(self, meetings, day, resolution, without_coordinators=False):
        """(from, to) -> (weight, all meetings); a meeting that does not take place weighs nothing."""
        weights, shared = collections.defaultdict(float), collections.defaultdict(list)
        for meeting in meetings:
            nodes = self.nodes_in(meeting, resolution, without_coordinators)
            for pair in itertools.combinations(nodes, 2):
                shared[pair].append(meeting)
                if self.takes_place(meeting, day):
                    weights[pair] += (self.occurrences(meeting) or 0) / (len(nodes) - 1)
        return {pair: (weights[pair], shared[pair]) for pair in shared}

    def get_map(self, request):
        day = request.day or self.today
        resolution = request.resolution or AGENCY
        meetings = self.drawn_from(request, day, request.states)
        answer = map_pb2.GetMapResponse(day=day, resolution=resolution, meetings=self.meeting_count(meetings, day))
        self._add_nodes(answer.nodes, meetings, day, resolution)
        ties = self.tie_weights(meetings, day, resolution)
        answer.tie_count = len(ties)
        for (first, second), (weight, shared) in ties.items():
            answer.ties.add(to=second, weight=weight, meetings=self.meeting_count(shared, day), **{"from": first})
        if request.with_network:
            self._measure(answer, meetings, day, resolution)
        return answer

    def _add_nodes(self, nodes, meetings, day, resolution):
        taking_part = collections.defaultdict(list)
        for meeting in meetings:
            for node in self.nodes_in(meeting, resolution):
                taking_part[node].append(meeting)
        for name in sorted(taking_part):
            nodes.add(name=name, display_name=self.display_name(name), known=self.find(name) is not None,
                      type=TYPES.get(collection_of(name), "samverkan/Agency"),
                      agency=self.joined_agency(name),
                      meetings=self.meeting_count(taking_part[name], day))

    def network(self, meetings, day, resolution, without_coordinators=False):
        """The network's graph, its measures and its nodes' measures; communities aside, which are not one answer."""
        graph = networkx.Graph()
        for meeting in meetings:
            if self.takes_place(meeting, day):
                graph.add_nodes_from(self.nodes_in(meeting, resolution, without_coordinators))
        for (first, second), (weight, shared) in self.tie_weights(meetings, day, resolution, without_coordinators).items():
            if any(self.takes_place(meeting, day) for meeting in shared):
                graph.add_edge(first, second, weight=weight)
        return graph, measures_of(graph, self.party_of), node_measures_of(graph, self.party_of)

    def _measure(self, answer, meetings, day, resolution):
        _, network, nodes = self.network(meetings, day, resolution)
        _, without, nodes_without = self.network(meetings, day, resolution, True)
        answer.network.CopyFrom(network)
        answer.network_without_coordinators.CopyFrom(without)
        for node in answer.nodes:
            if node.name in nodes:
                node.measures.CopyFrom(nodes[node.name])
                # Open: of those who are in no network, and where none was asked for, nothing is said.
                node.coordinator = node.name not in nodes_without
            if node.name in nodes_without:
                node.measures_without_coordinators.CopyFrom(nodes_without[node.name])

    def graphs(self, request):
        """The two networks' graphs that a GetMap with that request is measured on."""
        day, resolution = request.day or self.today, request.resolution or AGENCY
        meetings = self.drawn_from(request, day, getattr(request, "states", ()))
        return [self.network(meetings, day, resolution, without)[0] for without in (False, True)]

    # Two maps.

    def compare_maps(self, request):
        resolution = request.resolution or AGENCY
        answer = map_pb2.CompareMapsResponse(resolution=resolution)
        sides = []
        for selection, side in ((request.before, answer.before), (request.after, answer.after)):
            day = selection.day or self.today
            meetings = self.drawn_from(selection, day)
            side.day = day
            side.meetings.CopyFrom(self.meeting_count(meetings, day))
            side.network.CopyFrom(self.network(meetings, day, resolution)[1])
            side.network_without_coordinators.CopyFrom(self.network(meetings, day, resolution, True)[1])
            drawn = map_pb2.GetMapResponse()
            self._add_nodes(drawn.nodes, meetings, day, resolution)
            ties = {pair: (weight, sum(self.takes_place(meeting, day) for meeting in shared))
                    for pair, (weight, shared) in self.tie_weights(meetings, day, resolution).items()}
            sides.append((day, selection, meetings, {node.name: node for node in drawn.nodes}, ties))
        (_, _, _, nodes_before, ties_before), (_, _, _, nodes_after, ties_after) = sides
        answer.appeared_nodes.extend(nodes_after[name] for name in sorted(nodes_after.keys() - nodes_before.keys()))
        answer.gone_nodes.extend(nodes_before[name] for name in sorted(nodes_before.keys() - nodes_after.keys()))
        self._compare_ties(answer, ties_before, ties_after)
        self._compare_meetings(answer, *sides)
        self._compare_kinds(answer, ties_before, ties_after)
        return answer

    def _compare_ties(self, answer, before, after):
        for pair in before.keys() | after.keys():
            (weight_before, meetings_before), (weight_after, meetings_after) = (
                side.get(pair, (0, 0)) for side in (before, after))
            if meetings_before == meetings_after and math.isclose(weight_before, weight_after, rel_tol=1e-9):
                continue
            answer.ties.add(**{"from": pair[0]}, to=pair[1], from_display_name=self.display_name(pair[0]),
                            to_display_name=self.display_name(pair[1]), weight_before=weight_before,
                            weight_after=weight_after, meetings_before=meetings_before, meetings_after=meetings_after)
        answer.tie_count = len(answer.ties)

    def _compare_meetings(self, answer, before, after):
        def held(side):
            day, _, meetings, _, _ = side
            return {meeting.record.name: meeting for meeting in meetings if self.takes_place(meeting, day)}
        for changes, here, there in ((answer.begun, after, before), (answer.ended, before, after)):
            day, selection = there[0], there[1]
            for name in sorted(held(here).keys() - held(there).keys()):
                meeting = held(here)[name]
                # Open: an ended meeting is in no map by default, and yet its state is known.
                state = self.meeting_state(meeting, day) if self.matches(meeting, selection) else None
                changes.add(meeting=name, display_name=meeting.record.display_name, other_state=state or 0)
        answer.begun_count, answer.ended_count = len(answer.begun), len(answer.ended)

    def _compare_kinds(self, answer, before, after):
        sums = collections.defaultdict(lambda: [0, 0, 0.0, 0.0])
        for place, ties in enumerate((before, after)):
            for pair, (weight, held) in ties.items():
                if held:
                    kinds = tuple(sorted(self.kind_of(name) for name in pair))
                    sums[kinds][place] += 1
                    sums[kinds][2 + place] += weight
        for kinds in sorted(sums):
            ties_before, ties_after, weight_before, weight_after = sums[kinds]
            answer.kinds.add(**{"from": kinds[0]}, to=kinds[1], ties_before=ties_before, ties_after=ties_after,
                             weight_before=weight_before, weight_after=weight_after)

    # Load.

    def get_load(self, request):
        day, resolution = request.day or self.today, request.resolution or AGENCY
        answer = load_pb2.GetLoadResponse(day=day, since_day=request.since_day, resolution=resolution)
        sums = collections.defaultdict(load_pb2.GetLoadResponse.Load)
        held = [meeting for meeting in self._meetings if self.matches(meeting, request) and self.takes_place(meeting, day)]
        for meeting in held:
            self._add_load(sums, meeting, resolution, "all")
            self._add_load(sums, meeting, resolution, "strategic" if meeting.record.level == STRATEGIC else "operational")
        begun, ended = self._changes(request, day)
        for meeting in begun:
            self._add_load(sums, meeting, resolution, "begun")
        for meeting in ended:
            self._add_load(sums, meeting, resolution, "ended")
        changed = bool(request.since_day or request.begin or request.end or request.drafts)
        for name, load in sums.items():
            load.name = name
            if name:
                load.display_name, load.kind = self.display_name(name), self.kind_of(name)
            self._settle_load(load, changed)
        self._settle_load(sums[""], changed)
        answer.total.CopyFrom(sums.pop(""))
        answer.loads.extend(sums.values())
        answer.load_count = len(answer.loads)
        return answer

    def load_is_refused(self, request):
        """Open: what takes place cannot begin, what does not cannot end, and neither can what is not known on that day."""
        day = request.day or self.today
        return any(meeting is None or self.meeting_state(meeting, day) is None or self.takes_place(meeting, day) != wanted
                   for names, wanted in ((request.begin, False), (request.end, True))
                   for meeting in map(self.meeting_of, names))

    def _changes(self, request, day):
        begun, ended = [], []
        if request.since_day:
            for meeting in self._meetings:
                if self.matches(meeting, request):
                    before, after = self.takes_place(meeting, request.since_day), self.takes_place(meeting, day)
                    begun += [meeting] if after and not before else []
                    ended += [meeting] if before and not after else []
        for names, takes_place, changes in ((request.begin, False, begun), (request.end, True, ended)):
            for meeting in {id(found): found for found in map(self.meeting_of, names) if found is not None}.values():
                if self.matches(meeting, request) and self.takes_place(meeting, day) == takes_place:
                    changes.append(meeting)
        for draft in request.drafts:
            record = Meeting(name="draft", level=draft.level)
            record.schedule.duration.CopyFrom(draft.duration)
            if draft.HasField("travel_time"):
                record.schedule.travel_time.CopyFrom(draft.travel_time)
            record.schedule.occurrences_per_year = draft.times_per_year
            participants = {participant.actor: max(participant.headcount, 1) for participant in draft.participants}
            begun.append(Counted(record, [], set(), participants))
        return begun, ended

    def _add_load(self, sums, meeting, resolution, part):
        each = self.hours_each(meeting)
        taking_part = collections.defaultdict(list)
        for actor, headcount in meeting.participants.items():
            for name in ("", self.node_of(actor, resolution)):
                taking_part[name].append((actor, headcount))
        if not meeting.participants:
            taking_part[""] = []
        for name, actors in taking_part.items():
            hours = getattr(sums[name], part)
            hours.meetings += 1
            hours.unknown_hours += each is None
            if each is None:
                continue
            hours.unknown_travel += self.schedule_part(meeting, "travel_time") is None
            for actor, headcount in actors:
                function = self.all("Function").get(actor)
                cost = function.hourly_cost_sek if function is not None else 0
                hours.hours += each * headcount
                hours.cost_sek += each * headcount * cost
                hours.uncosted_hours += 0 if cost else each * headcount

    def _settle_load(self, load, changed):
        # Parts without a meeting are there all the same, with nothing in them.
        for part in ("all", "strategic", "operational"):
            getattr(load, part).SetInParent()
        if changed:
            load.begun.SetInParent()
            load.ended.SetInParent()
            load.net_hours = load.begun.hours - load.ended.hours
            load.net_cost_sek = load.begun.cost_sek - load.ended.cost_sek

    # Overlaps.

    def list_overlaps(self, request):
        day, threshold = request.day or self.today, request.threshold or 0.7
        held = [meeting for meeting in self._meetings if self.takes_place(meeting, day) and meeting.participants]
        answer = overlaps_pb2.ListOverlapsResponse(day=day)
        for pair in itertools.combinations(held, 2):
            overlap = self._overlap(pair, day, threshold)
            if overlap is None:
                continue
            if request.level and pair[0].record.level != request.level:
                continue
            if request.group and not all(any(self.is_within(group, request.group) for group in meeting.record.groups)
                                         for meeting in pair):
                continue
            owners = {owner_of(meeting.record.name) for meeting in pair}
            if request.agencies and not owners & set(request.agencies):
                continue
            if request.kind == overlaps_pb2.Overlap.KIND_SAME and not request.agencies and len(owners) < 2:
                continue
            answer.total_size += 1
            if request.kind in (0, overlap.kind):
                answer.overlaps.append(overlap)
        return answer

    def _overlap(self, pair, day, threshold):
        first, second = pair
        if first.record.level != second.record.level:
            return None
        if set(first.record.groups) != set(second.record.groups):
            return None
        actors = [set(meeting.participants) for meeting in pair]
        shared, either = actors[0] & actors[1], actors[0] | actors[1]
        similarity = len(shared) / len(either)
        within = actors[0] != actors[1] and len(shared) >= 2 and shared in actors
        if similarity < threshold and not within:
            return None
        kind = overlaps_pb2.Overlap.KIND_SUBSET if within else overlaps_pb2.Overlap.KIND_MERGE
        if similarity >= threshold and self._may_be_same(first, second):
            kind = overlaps_pb2.Overlap.KIND_SAME
        if kind == overlaps_pb2.Overlap.KIND_SUBSET and actors[1] < actors[0]:
            first, second = second, first
        overlap = overlaps_pb2.Overlap(kind=kind, first=self.summary(first, day), second=self.summary(second, day),
                                       shared_participants=len(shared), similarity=similarity)
        if None not in (self.hours(first), self.hours(second)):
            overlap.hours_at_stake = min(self.hours(first), self.hours(second))
        return overlap

    def _may_be_same(self, first, second):
        often = self.occurrences(first), self.occurrences(second)
        return (owner_of(first.record.name) != owner_of(second.record.name)
                and first.record.display_name == second.record.display_name
                and (None in often or often[0] == often[1]))

    # Gaps.

    def party(self, name):
        return gaps_pb2.Gap.Party(name=name, display_name=self.display_name(name))

    def transfers(self, flow):
        """(step before, step after) of each handing over within a flow."""
        steps = {step.id: step for step in flow.steps}
        return [(steps[before], step) for step in flow.steps for before in step.after]

    def current_flows(self):
        return [flow for _, flow in sorted(self.all("Flow").items()) if flow.kind == flow_pb2.Flow.KIND_CURRENT]

    def list_gaps(self, request):
        day, resolution = request.day or self.today, request.resolution or AGENCY
        unmet = [gap for gap in self._unmet_gaps(day, resolution)
                 if not request.group or self.is_within(gap.group, request.group)]
        # What is told as unmet is not told again.
        told = {(getattr(gap, "from").name, gap.to.name, level) for gap in unmet for level in gap.missing_levels}
        level = [gap for gap in self._level_gaps(day, resolution, request.group)
                 if (getattr(gap, "from").name, gap.to.name, gap.missing_levels[0]) not in told]
        answer = gaps_pb2.ListGapsResponse(day=day)
        answer.gaps.extend(gap for gap in (*self._stated_gaps(day, resolution, request), *unmet, *level)
                           if (not request.kinds or gap.kind in request.kinds)
                           and (not request.level or request.level in gap.missing_levels)
                           and (gap.kind == gaps_pb2.Gap.KIND_STATED or self._is_of(gap, request.agencies)))
        answer.total_size = len(answer.gaps)
        return answer

    def _is_of(self, gap, agencies):
        names = getattr(gap, "from").name, gap.to.name
        return not agencies or any(self.party_of(name) in agencies for name in names)

    def _stated_gaps(self, day, resolution, request):
        gaps = []
        for meeting in self._meetings:
            record = meeting.record
            groups = sorted(group for group in record.groups if not request.group or self.is_within(group, request.group))
            if self.meeting_state(meeting, day) != Meeting.STATE_MISSING or request.group and not groups:
                continue
            asks = record.convener or owner_of(record.name)
            if request.agencies and not {self.party_of(actor) for actor in (asks, *meeting.participants)} & set(
                    request.agencies):
                continue
            group = groups[0] if groups else ""
            gap = gaps_pb2.Gap(kind=gaps_pb2.Gap.KIND_STATED, group=group, missing_levels=[record.level],
                               meeting=self.summary(meeting, day), expected_gain=record.expected_gain)
            if group:
                gap.group_display_name = self.display_name(group)
            getattr(gap, "from").CopyFrom(self.party(self.node_of(asks, resolution)))
            gap.participants.extend(self.party(name) for name in self.nodes_in(meeting, resolution))
            gap.wanted_by.extend(sorted({
                owner_of(assessment.name) for assessment in self.all("Assessment").values()
                if assessment.meeting in meeting.names
                and assessment.verdict == assessment_pb2.Assessment.VERDICT_CREATE}))
            gaps.append(gap)
        return gaps

    def _reasons(self, resolution):
        """(from, to, group) -> what makes one expect that the two meet for the group."""
        reasons = collections.defaultdict(gaps_pb2.Gap)

        def of(first, second, group):
            pair = sorted((self.node_of(first, resolution), self.node_of(second, resolution)))
            return reasons[(*pair, group)] if pair[0] != pair[1] else None

        for flow in self.current_flows():
            for before, after in self.transfers(flow):
                reason = of(before.actor, after.actor, flow.group)
                if reason is not None:
                    reason.handovers += 1
                    if flow.name not in reason.flows:
                        reason.flows.append(flow.name)
        for name, record in sorted(self.all("Breakpoint").items()):
            if record.from_actor and record.to_actor:
                reason = of(record.from_actor, record.to_actor, record.group)
                if reason is not None:
                    reason.breakpoints.append(name)
        for name, record in sorted(self.all("Expectation").items()):
            reason = of(record.holder, record.counterpart, "")
            if reason is not None:
                reason.expectations.append(name)
        return reasons

    def _levels_met(self, pair, group, day, resolution):
        return {meeting.record.level for meeting in self._meetings
                if self.takes_place(meeting, day) and self.counts_for(meeting, group)
                and set(pair) <= set(self.nodes_in(meeting, resolution))}

    def _unmet_gaps(self, day, resolution):
        gaps = []
        for (first, second, group), gap in self._reasons(resolution).items():
            missing = [level for level in (STRATEGIC, OPERATIONAL)
                       if level not in self._levels_met((first, second), group, day, resolution)]
            if missing:
                gaps.append(self._pair_gap(gap, gaps_pb2.Gap.KIND_UNMET, first, second, group, missing))
        return gaps

    def _pair_gap(self, gap, kind, first, second, group, missing):
        gap.kind, gap.group = kind, group
        gap.group_display_name = self.display_name(group) if group else ""
        getattr(gap, "from").CopyFrom(self.party(first))
        gap.to.CopyFrom(self.party(second))
        gap.missing_levels.extend(missing)
        return gap

    def _level_gaps(self, day, resolution, group):
        levels = collections.defaultdict(set)
        for meeting in self._meetings:
            if self.takes_place(meeting, day) and self.counts_for(meeting, group):
                for pair in itertools.combinations(self.nodes_in(meeting, resolution), 2):
                    levels[pair].add(meeting.record.level)
        return [self._pair_gap(gaps_pb2.Gap(), gaps_pb2.Gap.KIND_LEVEL, *pair, group, [3 - min(met)])
                for pair, met in levels.items() if len(met) == 1]

    # Breakpoints.

    def list_breakpoint_coverage(self, request):
        day = request.day or self.today
        answer = gaps_pb2.ListBreakpointCoverageResponse(day=day)
        for _, record in sorted(self.all("Breakpoint").items()):
            parties = [self.party_of(actor) for actor in (record.from_actor, record.to_actor) if actor]
            if request.group and not self.is_within(record.group, request.group):
                continue
            if request.agencies and not set(parties) & set(request.agencies):
                continue
            answer.breakpoints.append(self._breakpoint_coverage(record, day))
        covered = [bool(one.meetings) and bool(one.flows) for one in answer.breakpoints]
        answer.total_size, answer.covered = len(covered), sum(covered)
        uncovered_first = sorted(answer.breakpoints, key=lambda one: (bool(one.meetings) and bool(one.flows), one.breakpoint))
        answer.ClearField("breakpoints")
        answer.breakpoints.extend(uncovered_first)
        answer.with_meeting = sum(bool(one.meetings) for one in answer.breakpoints)
        answer.with_flow = sum(bool(one.flows) for one in answer.breakpoints)
        return answer

    def _breakpoint_coverage(self, record, day):
        coverage = gaps_pb2.BreakpointCoverage(breakpoint=record.name, display_name=record.display_name,
                                               trigger=record.trigger, group=record.group)
        if record.from_actor:
            getattr(coverage, "from").CopyFrom(self.party(record.from_actor))
        if record.to_actor:
            coverage.to.CopyFrom(self.party(record.to_actor))
        meetings = [meeting for meeting in self._meetings
                    if self.takes_place(meeting, day) and self._takes_care_of(meeting, record)]
        coverage.meetings.extend(self.summary(meeting, day) for meeting in meetings[:100])
        coverage.meeting_count = len(meetings)
        if record.from_actor and record.to_actor:
            sides, side_of = self._sides(record)
            coverage.flows.extend(flow.name for flow in self.current_flows()
                                  if any((side_of(before.actor), side_of(after.actor)) == sides
                                         for before, after in self.transfers(flow)))
        ages = [self.all("Group")[group].min_age for meeting in meetings for group in meeting.record.groups
                if group in self.all("Group") and self.all("Group")[group].min_age]
        if record.min_age and ages:
            coverage.lead_years = record.min_age - min(ages)
        return coverage

    def _takes_care_of(self, meeting, record):
        if record.name in meeting.record.breakpoints:
            return True
        if not (record.from_actor and record.to_actor):
            return False
        sides, side_of = self._sides(record)
        return set(sides) <= {side_of(actor) for actor in meeting.participants} and self.counts_for(meeting, record.group)

    def _sides(self, record):
        """The two sides, and on which side an actor is: the agencies, or the actors themselves within one agency."""
        actors = record.from_actor, record.to_actor
        if self.party_of(actors[0]) == self.party_of(actors[1]):
            return actors, lambda actor: actor
        return tuple(map(self.party_of, actors)), self.party_of

    # Usefulness.

    def list_usefulness(self, request):
        day = request.day or self.today
        answer = usefulness_pb2.ListUsefulnessResponse(day=day)
        by_meeting = collections.defaultdict(list)
        for name, one in sorted(self.all("Assessment").items()):
            meeting = self.meeting_of(one.meeting)
            by_meeting[meeting.record.name if meeting is not None else one.meeting].append(one)
        for name, assessed in by_meeting.items():
            meeting = self.meeting_of(name)
            if request.agencies and not {owner_of(one.name) for one in assessed} & set(request.agencies):
                continue
            if meeting is None:
                # Nobody has told of it here: only its name is known.
                if not request.level and not request.group:
                    summary = overlaps_pb2.MeetingSummary(name=name, display_name=name)
                    answer.meetings.append(self._usefulness(summary, assessed, request))
                continue
            record = meeting.record
            if self.meeting_state(meeting, day) is None or request.level and record.level != request.level:
                continue
            if request.group and not any(self.is_within(group, request.group) for group in record.groups):
                continue
            answer.meetings.append(self._usefulness(self.summary(meeting, day), assessed, request))
        answer.total_size = len(answer.meetings)
        answer.flagged = sum(one.flagged for one in answer.meetings)
        return answer

    def _usefulness(self, summary, assessed, request):
        made = usefulness_pb2.Usefulness(meeting=summary, verdicts=self._verdicts(assessed))
        shares = []
        for agency in sorted({owner_of(one.name) for one in assessed}):
            own = [one for one in assessed if owner_of(one.name) == agency]
            answers = [one.usefulness for one in own if one.usefulness]
            view = made.agencies.add(agency=agency, display_name=self.display_name(agency), assessments=len(own),
                                     answers=len(answers), verdicts=self._verdicts(own))
            if answers:
                view.mean = statistics.mean(answers)
                view.useful_percent = percent(sum(answer >= 4 for answer in answers), len(answers))
                if len(answers) >= (request.min_answers or 1):
                    shares.append(view.useful_percent)
        if len(shares) >= 2:
            made.spread_percent = max(shares) - min(shares)
            made.flagged = made.spread_percent >= (request.flag_spread_percent or 50)
        return made

    def _verdicts(self, assessed):
        counts = collections.Counter(one.verdict for one in assessed if one.verdict)
        return [usefulness_pb2.Usefulness.VerdictCount(verdict=verdict, count=count)
                for verdict, count in sorted(counts.items())]

    # Flows and stops.

    def mean(self, step, times):
        """The expected value of a range, in seconds (PERT); None where unknown."""
        if not step.HasField(times):
            return None
        span = getattr(step, times)
        likely = to_seconds(span.likely)
        low = to_seconds(span.low) if span.HasField("low") else likely
        high = to_seconds(span.high) if span.HasField("high") else likely
        return to_milliseconds((low + 4 * likely + high) / 6)

    def sees_to(self, stop, day):
        """Whether an action addresses it that is open, adopted or done: not abandoned."""
        return any(state_on(action, day, Action.State) not in (None, Action.STATE_ABANDONED)
                   for action in self.all("Action").values() if stop in action.addresses)

    def get_flow_summary(self, request):
        resolution, kind = request.resolution or AGENCY, request.kind or flow_pb2.Flow.KIND_CURRENT
        flows = [flow for _, flow in sorted(self.all("Flow").items())
                 if flow.kind == kind and (not request.group or self.is_within(flow.group, request.group))
                 and (not request.agencies or any(self.party_of(step.actor) in request.agencies for step in flow.steps))]
        answer = flow_summary_pb2.GetFlowSummaryResponse(flows=len(flows))
        process, wait = 0, 0
        pairs, factors, actors = (collections.defaultdict(list) for _ in range(3))
        for flow in flows:
            steps = {step.id: step for step in flow.steps}
            for step in flow.steps:
                answer.steps += 1
                answer.steps_with_process_time += step.HasField("process_time")
                answer.steps_with_wait_time += step.HasField("wait_time")
                process += self.mean(step, "process_time") or 0
                wait += self.mean(step, "wait_time") or 0
                actors[self.node_of(step.actor, resolution)].append(step)
            for before, after in self.transfers(flow):
                pair = self.node_of(before.actor, resolution), self.node_of(after.actor, resolution)
                if pair[0] != pair[1]:
                    pairs[pair].append((flow.name, self.mean(after, "wait_time")))
            for stop in flow.stops:
                affected = stop.affected_percent if stop.HasField("affected_percent") else 100
                waits = self.mean(steps[stop.step], "wait_time")
                factors[stop.factor].append((f"{flow.name}/stops/{stop.id}", flow.name,
                                             None if waits is None else to_milliseconds(waits * affected / 100)))
        answer.process_time.CopyFrom(to_duration(process))
        answer.wait_time.CopyFrom(to_duration(wait))
        if process + wait:
            answer.activity_ratio_percent = percent(process, process + wait)
        for (first, second), handed in pairs.items():
            waits = [seconds for _, seconds in handed if seconds is not None]
            made = answer.pairs.add(
                **{"from": first}, to=second, from_display_name=self.display_name(first),
                to_display_name=self.display_name(second), handovers=len(handed), flows=len({name for name, _ in handed}),
                wait_time=to_duration(sum(waits)), known_waits=len(waits))
            if wait:
                made.wait_percent = percent(sum(waits), wait)
        for factor, stops in factors.items():
            waits = [seconds for _, _, seconds in stops if seconds is not None]
            answer.factors.add(factor=factor, display_name=self.display_name(factor) if factor else "", stops=len(stops),
                               flows=len({flow for _, flow, _ in stops}), wait_time=to_duration(sum(waits)),
                               known_waits=len(waits),
                               with_action=sum(self.sees_to(stop, self.today) for stop, _, _ in stops))
        for actor, steps in actors.items():
            answer.actors.add(actor=actor, display_name=self.display_name(actor), steps=len(steps),
                              process_time=to_duration(sum(self.mean(step, "process_time") or 0 for step in steps)),
                              wait_time=to_duration(sum(self.mean(step, "wait_time") or 0 for step in steps)))
        return answer

    def list_stops(self, request):
        day = request.day or self.today
        weighed = []
        for flow in self.current_flows():
            if request.group and not self.is_within(flow.group, request.group):
                continue
            for stop in flow.stops:
                step = next(step for step in flow.steps if step.id == stop.step)
                if request.agencies and self.party_of(step.actor) not in request.agencies:
                    continue
                made, weight = self._stop(flow, stop, step, day)
                if not (request.without_action and made.has_action):
                    weighed.append((made, weight))
        weighed.sort(key=lambda one: (one[1] is None, -round(one[1] or 0, 6), one[0].stop))
        total, sum_so_far = sum(weight or 0 for _, weight in weighed), 0
        answer = flow_summary_pb2.ListStopsResponse(day=day, total_size=len(weighed))
        for made, weight in weighed:
            if weight is not None and total:
                sum_so_far += weight
                made.cumulative_percent = percent(sum_so_far, total)
            answer.stops.append(made)
        answer.with_action = sum(made.has_action for made in answer.stops)
        return answer

    def _stop(self, flow, stop, step, day):
        made = flow_summary_pb2.StopSummary(
            stop=f"{flow.name}/stops/{stop.id}", flow=flow.name, flow_display_name=flow.display_name, step_title=step.title,
            description=stop.description, actor=step.actor, actor_display_name=self.display_name(step.actor),
            factor=stop.factor, factor_display_name=self.display_name(stop.factor) if stop.factor else "")
        waits, weight = self.mean(step, "wait_time"), None
        if stop.HasField("affected_percent"):
            made.affected_percent = stop.affected_percent
        if waits is not None:
            made.wait_time.CopyFrom(to_duration(waits))
            affected = stop.affected_percent if stop.HasField("affected_percent") else 100
            weight = to_milliseconds(waits * affected / 100)
            made.weight.CopyFrom(to_duration(weight))
        for name, action in sorted(self.all("Action").items()):
            state = state_on(action, day, Action.State)
            if made.stop in action.addresses and state is not None:
                made.actions.add(action=name, title=action.title, state=state)
        made.has_action = self.sees_to(made.stop, day)
        return made, weight

    # Indicators.

    def get_indicators(self, request):
        answer = indicators_pb2.GetIndicatorsResponse()
        to_day = request.to_day or self.today
        measurements = [one for _, one in sorted(self.all("Measurement").items())
                        if not request.agencies or owner_of(one.name) in request.agencies]
        for name, indicator in sorted(self.all("Indicator").items()):
            own = [one for one in measurements if one.subject == name and request.from_day <= one.end_day <= to_day]
            if request.agencies and owner_of(name) not in request.agencies and not own:
                continue
            made = answer.indicators.add(
                indicator=name, display_name=indicator.display_name, catalogue_version=indicator.catalogue_version,
                level=indicator.level, kind=indicator.kind)
            if indicator.HasField("target_percent"):
                made.target_percent = indicator.target_percent
            periods = collections.defaultdict(list)
            for one in own:
                periods[one.start_day, one.end_day, one.respondent_group].append(one)
            before = {}
            for key in sorted(periods):
                period = self._period(indicator, key, periods[key])
                if period.HasField("percent") and before.get(key[2]) is not None:
                    period.change = period.percent - before[key[2]]
                before[key[2]] = period.percent if period.HasField("percent") else None
                made.periods.append(period)
        return answer

    def _period(self, indicator, key, measurements):
        period = indicators_pb2.IndicatorProgress.Period(start_day=key[0], end_day=key[1], respondent_group=key[2],
                                                         measurements=len(measurements))
        if all(one.HasField("asked_count") for one in measurements):
            period.asked = sum(one.asked_count for one in measurements)
        good = {answer_class.id for answer_class in indicator.answer_classes if answer_class.favourable}
        answers = [answer for one in measurements for answer in one.answers]
        answered = sum(answer.count for answer in answers)
        favourable = sum(answer.count for answer in answers if answer.answer_class in good)
        own = len(measurements) == 1 and owner_of(measurements[0].name) == self.viewer
        if any(0 < count < 5 for count in (answered, favourable, answered - favourable)) and not own:
            period.suppressed = True
            return period
        period.answered, period.favourable = answered, favourable
        if answered:
            period.percent = percent(favourable, answered)
            if indicator.HasField("target_percent"):
                period.met = period.percent >= indicator.target_percent
        return period

    # Plans.

    def get_plan_progress(self, request):
        plan, day = self.all("Plan")[request.plan], request.day or self.today
        answer = plan_progress_pb2.GetPlanProgressResponse(day=day, plan=plan.name, display_name=plan.display_name,
                                                           period=period_of(plan, day))
        actions = [action for name, action in sorted(self.all("Action").items())
                   if name.startswith(f"{plan.name}/actions/") and state_on(action, day, Action.State) is not None]
        follow_ups = [FollowUp(action, plan, day) for action in actions]
        states = collections.Counter(one.state for one in follow_ups)
        for state in sorted(states):
            answer.states.add(state=state, count=states[state])
        self._measure_actions(answer, follow_ups)
        self._measure_aims(answer, plan, follow_ups, day)
        self._measure_stops(answer, plan, day)
        self._add_money(answer, plan)
        follow_ups.sort(key=lambda one: (one.action.due_day or "9999", one.action.name))
        answer.actions.extend(one.progress() for one in follow_ups)
        self._add_results(answer, plan, day)
        return answer

    def _measure_actions(self, answer, follow_ups):
        improvements = [one for one in follow_ups if one.action.kind == Action.KIND_IMPROVEMENT]
        days = sorted(one.days_to_try for one in improvements if one.days_to_try is not None)
        answer.decide_to_try.tried = len(days)
        answer.decide_to_try.within_one_day.CopyFrom(share(sum(number <= 1 for number in days), len(days)))
        if days:
            answer.decide_to_try.median_days = statistics.median(days)
            answer.decide_to_try.p90_days = next(
                number for number in days if sum(other <= number for other in days) >= 0.9 * len(days))
        stated = [one.action for one in follow_ups
                  if one.action.HasField("fits_mandate") and one.action.HasField("needs_new_money")]
        answer.within_mandate.CopyFrom(share(
            sum(action.fits_mandate and not action.needs_new_money for action in stated), len(stated)))
        due = [one for one in follow_ups if one.came_due]
        answer.on_time.CopyFrom(share(sum(one.in_time for one in due), len(due)))
        answer.overdue = sum(one.overdue for one in follow_ups)
        answer.carried_over = sum(one.periods_carried > 0 for one in follow_ups)
        tried = [one for one in improvements if one.first("STATE_TRIED")]
        answer.studied.CopyFrom(share(sum(bool(one.first("STATE_STUDIED")) for one in tried), len(tried)))
        ends = (Action.STATE_ADOPTED, Action.STATE_ADAPTED, Action.STATE_ABANDONED)
        concluded = [one.state for one in improvements if one.state in ends]
        for field, state in zip((answer.adopted, answer.adapted, answer.abandoned), ends):
            field.CopyFrom(share(concluded.count(state), len(concluded)))

    def _measure_aims(self, answer, plan, follow_ups, day):
        done = (Action.STATE_DONE, Action.STATE_ADOPTED)
        for aim in plan.aims:
            states = [one.state for one in follow_ups if one.action.aim == aim.id and one.state != Action.STATE_ABANDONED]
            outcomes = [outcome.text for outcome in aim.outcomes if outcome.day <= day]
            answer.aims.add(aim=aim.id, text=aim.text, outcome=outcomes[-1] if outcomes else "",
                            actions_done=share(sum(state in done for state in states), len(states)))
        activities = [one.state for one in follow_ups
                      if one.action.kind == Action.KIND_ACTIVITY and one.state != Action.STATE_ABANDONED]
        answer.goal_index.CopyFrom(share(activities.count(Action.STATE_DONE), len(activities)))

    def _origin_flows(self, plan):
        names = set()
        for origin in plan.origins:
            if origin in self.all("Conference"):
                names.update(self.all("Conference")[origin].flows)
            else:
                names.add(origin)
        # Of what this view does not know, it knows no measurements either.
        return names & self.all("Flow").keys()

    def _measure_stops(self, answer, plan, day):
        stops = [f"{name}/stops/{stop.id}" for name in self._origin_flows(plan)
                 for stop in self.all("Flow")[name].stops]
        answer.stops_addressed.CopyFrom(share(sum(self.sees_to(stop, day) for stop in stops), len(stops)))

    def _add_money(self, answer, plan):
        for year in sorted({line.year for line in plan.budget_lines}):
            lines = [line for line in plan.budget_lines if line.year == year]
            made = answer.budgets.add(year=year, amount_sek=sum(line.amount_sek for line in lines))
            self._add_outcome(made, lines)
        paid = collections.Counter()
        for line in plan.budget_lines:
            if line.financier:
                paid[self.joined_agency(line.financier) or line.financier] += line.amount_sek
        total = sum(paid.values())
        lawful = self._lawful_shares(paid)
        for payer, amount in paid.items():
            made = answer.funding.add(financier=payer, amount_sek=amount, percent=percent(amount, total) if total else 0)
            if payer in lawful:
                made.lawful_percent = lawful[payer]

    def _add_outcome(self, made, lines):
        known = [line for line in lines if line.HasField("outcome_sek")]
        if known:
            made.outcome_sek = sum(line.outcome_sek for line in known)
            made.amount_with_outcome_sek = sum(line.amount_sek for line in known)

    def _lawful_shares(self, paid):
        kinds = {organisation_kind_pb2.ORGANISATION_KIND_STATE_AGENCY: 50, organisation_kind_pb2.ORGANISATION_KIND_REGION: 25,
                 organisation_kind_pb2.ORGANISATION_KIND_MUNICIPALITY: 25}
        payers = {kind: [payer for payer in paid if self.kind_of(payer) == kind] for kind in kinds}
        if not all(payers.values()):
            return {}
        return {payer: kinds[kind] / len(names) for kind, names in payers.items() for payer in names}

    def _add_results(self, answer, plan, day):
        initiatives = [one for _, one in sorted(self.all("Initiative").items()) if one.plan == plan.name]
        subjects = {plan.name} | self._origin_flows(plan) | {one.name for one in initiatives}
        measured = [one for one in self.all("Measurement").values() if one.subject in subjects and one.end_day <= day]
        for one in sorted(measured, key=lambda one: (one.subject, one.start_day, one.end_day, one.name)):
            for quantity in sorted(one.quantities, key=lambda quantity: quantity.quantity):
                made = answer.measured_changes.add(
                    measurement=one.name, subject=one.subject, start_day=one.start_day, end_day=one.end_day,
                    quantity=quantity.quantity, before=quantity.before, after=quantity.after,
                    change=quantity.after - quantity.before, count=quantity.count)
                if quantity.before:
                    made.change_percent = percent(quantity.after - quantity.before, quantity.before)
        for one in initiatives:
            answer.initiatives.append(self._initiative(one))

    def _initiative(self, one):
        lines = [line for budget in one.budgets for line in budget.lines]
        made = plan_progress_pb2.GetPlanProgressResponse.InitiativeProgress(
            initiative=one.name, display_name=one.display_name, amount_sek=sum(line.amount_sek for line in lines))
        self._add_outcome(made, lines)
        planned = [budget.planned_participants for budget in one.budgets if budget.HasField("planned_participants")]
        if planned:
            made.planned_participants = sum(planned)
        taken_part = collections.Counter()
        for count in (*one.registered_counts, *one.volume_counts):
            taken_part[count.year] += count.count
        for count in one.anonymous_counts:
            taken_part[count.year] += count.women + count.men
        made.participations = sum(taken_part.values())
        outcomes = {budget.year: sum(line.outcome_sek for line in budget.lines) for budget in one.budgets
                    if any(line.HasField("outcome_sek") for line in budget.lines)}
        if sum(taken_part[year] for year in outcomes):
            made.cost_per_participation_sek = sum(outcomes.values()) / sum(taken_part[year] for year in outcomes)
        return made


class FollowUp:
    """One action on a day."""

    def __init__(self, action, plan, day):
        self.action = action
        self._plan = plan
        self._day = day
        self._history = [change for change in action.history if change.day <= day]
        self.state = Action.State.Value(self._history[-1].state)
        tried = self.first("STATE_TRIED")
        decided = [change.day for change in self._history if change.state == "STATE_DECIDED"]
        self.days_to_try = working_days_between(decided[-1], tried) if tried and decided else None
        self._begun = tried or self.first("STATE_DONE")
        abandoned, due = self.first("STATE_ABANDONED"), action.due_day
        self.came_due = bool(due) and due <= day and not (abandoned and abandoned < due)
        self.in_time = self.came_due and bool(self._begun) and self._begun <= due
        open_still = not self._begun and not abandoned
        self.overdue = bool(due) and due < day and open_still
        self.periods_carried = periods_between(plan, due, day) if due and open_still else 0

    def first(self, state):
        """The day on which it first came into that state."""
        return next((change.day for change in self._history if change.state == state), None)

    def progress(self):
        action = self.action
        made = plan_progress_pb2.GetPlanProgressResponse.ActionProgress(
            action=action.name, title=action.title, kind=action.kind, state=self.state, state_day=self._history[-1].day,
            owner=action.owner, due_day=action.due_day, periods_carried=self.periods_carried, addresses=action.addresses)
        if self.days_to_try is not None:
            made.days_to_try = self.days_to_try
        if self.overdue:
            made.overdue_days = working_days_between(action.due_day, self._day)
        return made


# Days.

def easter_of(year):
    """Easter Sunday, from 1900 to 2099 (Gauss)."""
    d = (19 * (year % 19) + 24) % 30
    e = (2 * (year % 4) + 4 * (year % 7) + 6 * d + 5) % 7
    late = (d, e) == (29, 6) or (d, e) == (28, 6) and year % 19 > 10
    return datetime.date(year, 3, 22) + datetime.timedelta(days=d + e - (7 if late else 0))


@functools.cache
def holidays_of(year):
    """Public holidays and customary eves in Sweden that may fall on weekdays."""
    easter = easter_of(year)
    days = {easter + datetime.timedelta(days=after) for after in (-2, 1, 39)}
    days |= {datetime.date(year, month, day)
             for month, day in ((1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31))}
    # Midsummer Eve: the Friday between 19 and 25 June.
    days |= {datetime.date(year, 6, day) for day in range(19, 26) if datetime.date(year, 6, day).weekday() == 4}
    return days


def is_working_day(day):
    return day.weekday() < 5 and day not in holidays_of(day.year)


def working_days_between(first, last):
    """How many working days come after `first`, up to `last`."""
    first, last = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    return sum(is_working_day(first + datetime.timedelta(days=after)) for after in range(1, (last - first).days + 1))


def period_ends(plan):
    """Every period's last day, with its number in its year, from 2000 to 2099."""
    ends = list(plan.period_ends) or ["04-30", "08-31", "12-31"]
    made = []
    for year in range(2000, 2100):
        for number, end in enumerate(ends):
            if end == "02-29" and year % 4:
                end = "02-28"
            made.append((f"{year}-{end}", f"{year}{'T' if len(ends) == 3 else 'P'}{number + 1}"))
    return made


def period_of(plan, day):
    before, (end, label) = next((before, after) for before, after in itertools.pairwise(period_ends(plan))
                                if before[0] < day <= after[0])
    start = datetime.date.fromisoformat(before[0]) + datetime.timedelta(days=1)
    return plan_progress_pb2.GetPlanProgressResponse.Period(start_day=start.isoformat(), end_day=end, label=label)


def periods_between(plan, first, last):
    """How many periods have ended from the day `first` on and before `last`."""
    return sum(first <= end < last for end, _ in period_ends(plan))


# Networks.

def ei_index(ties, party_of):
    external = sum(party_of(first) != party_of(second) for first, second in ties)
    return (2 * external - len(ties)) / len(ties) if ties else None


def equal_where_unknown(graph):
    """Open: where no tie's weight is known, all count the same; where some are known, the others weigh nothing."""
    if graph.size(weight="weight"):
        return graph
    equal = networkx.Graph(graph)
    networkx.set_edge_attributes(equal, 1.0, "weight")
    return equal


def measures_of(graph, party_of):
    n, ties = len(graph), list(graph.edges)
    network = map_pb2.Network(nodes=n, ties=len(ties), components=networkx.number_connected_components(graph),
                              isolates=networkx.number_of_isolates(graph))
    if n >= 2:
        network.density = networkx.density(graph)
    if n >= 3:
        degrees = [degree for _, degree in graph.degree]
        network.centralisation = sum(max(degrees) - degree for degree in degrees) / ((n - 1) * (n - 2))
    if ties:
        network.ei_index = ei_index(ties, party_of)
    return network


def node_measures_of(graph, party_of):
    n, measures = len(graph), {}
    betweenness = networkx.betweenness_centrality(graph)
    for node in graph:
        made = map_pb2.NodeMeasures(degree=graph.degree(node), strength=graph.degree(node, weight="weight"))
        if n >= 3:
            made.betweenness = betweenness[node]
        if n >= 2:
            reached = networkx.single_source_shortest_path_length(graph, node, cutoff=2)
            made.reach = (len(reached) - 1) / (n - 1)
        if graph.degree(node):
            made.ei_index = ei_index(list(graph.edges(node)), party_of)
        weighed = equal_where_unknown(graph)
        if weighed.degree(node, weight="weight"):
            made.constraint = constraint_of(weighed, node)
        measures[node] = made
    return measures


def constraint_of(graph, node):
    """Burt's constraint, by the contract's formula; networkx checks it where every tie weighs something."""
    def part(first, second):
        strength = graph.degree(first, weight="weight")
        return graph[first][second]["weight"] / strength if strength and graph.has_edge(first, second) else 0
    total = sum((part(node, other) + sum(part(node, between) * part(between, other)
                                         for between in graph if between not in (node, other))) ** 2
                for other in graph[node])
    if all(weight for _, _, weight in graph.edges(data="weight")):
        assert math.isclose(total, networkx.constraint(graph, [node], weight="weight")[node], rel_tol=1e-9)
    return total


def community_faults(graph, network, communities):
    """What is wrong with a network's communities: `communities` has each node's."""
    faults = []
    parts = collections.defaultdict(set)
    for node in graph:
        if (communities.get(node, 0) == 0) != (graph.degree(node) == 0):
            faults.append(f"{node} has {graph.degree(node)} ties and is in community {communities.get(node, 0)}")
        if communities.get(node):
            parts[communities[node]].add(node)
    if sorted(parts) != list(range(1, len(parts) + 1)) or network.communities != len(parts):
        faults.append(f"communities {sorted(parts)}, said to be {network.communities}")
    if any(len(part) > 1 and not networkx.is_connected(graph.subgraph(part)) for part in parts.values()):
        faults.append("a community that hangs on nothing")
    graph = equal_where_unknown(graph)
    weighed = graph.size(weight="weight") > 0
    if network.HasField("modularity") != weighed:
        faults.append(f"modularity is {'absent' if weighed else 'there without weights'}")
    elif weighed:
        whole = [*parts.values(), *({node} for node in graph if not communities.get(node))]
        modularity = networkx.community.modularity(graph, whole, weight="weight")
        if not math.isclose(network.modularity, modularity, rel_tol=1e-6, abs_tol=1e-9):
            faults.append(f"modularity {network.modularity}, of the partition {modularity}")
    return faults


# Comparing.

def _is_close(first, second):
    return math.isclose(first, second, rel_tol=1e-6, abs_tol=1e-9)


def differences(expected, got, skip=(), path=""):
    """Where two messages differ, in words; floats and durations within 1e-6 of each other are equal."""
    if expected.DESCRIPTOR.full_name == "google.protobuf.Duration":
        first, second = to_seconds(expected), to_seconds(got)
        return [] if math.isclose(first, second, rel_tol=1e-6, abs_tol=1e-6) else [f"{path}: expected {first} s, got {second} s"]
    found = []
    for field in expected.DESCRIPTOR.fields:
        where = f"{path}.{field.name}" if path else field.name
        if field.name in skip or where in skip:
            continue
        first, second = getattr(expected, field.name), getattr(got, field.name)
        if field.label == field.LABEL_REPEATED:
            found += _list_differences(list(first), list(second), field, skip, where)
        elif field.has_presence and expected.HasField(field.name) != got.HasField(field.name):
            found.append(f"{where}: expected {_told(expected, field)}, got {_told(got, field)}")
        elif field.type == field.TYPE_MESSAGE:
            found += differences(first, second, skip, where)
        elif not (_is_close(first, second) if isinstance(first, float) else first == second):
            found.append(f"{where}: expected {first!r}, got {second!r}")
    return found


def _told(message, field):
    if not message.HasField(field.name):
        return "nothing"
    return " ".join(str(getattr(message, field.name)).split()) or "empty"


def _list_differences(expected, got, field, skip, where):
    if len(expected) != len(got):
        told = [[" ".join(str(item).split())[:200] for item in items] for items in (expected, got)]
        return [f"{where}: expected {len(expected)}, got {len(got)}: "
                f"only expected {[item for item in told[0] if item not in told[1]][:3]}, "
                f"only got {[item for item in told[1] if item not in told[0]][:3]}"]
    found = []
    for place, (first, second) in enumerate(zip(expected, got)):
        if field.type == field.TYPE_MESSAGE:
            found += differences(first, second, skip, f"{where}[{place}]")
        elif not (_is_close(first, second) if isinstance(first, float) else first == second):
            found.append(f"{where}[{place}]: expected {first!r}, got {second!r}")
    return found


def order_fault(items, key, what):
    """Whether a list is not in the order of `key`; floats that are all but equal may come in either order."""
    for first, second in itertools.pairwise(items):
        for left, right in zip(key(first), key(second)):
            if isinstance(left, float) and _is_close(left, right) or left == right:
                continue
            if left > right:
                return [f"{what} are out of order: {key(first)} before {key(second)}"]
            break
    return []

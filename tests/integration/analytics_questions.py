"""Every query of analytics, asked with random filters, and its answer held against the reference.

What is not answered fails. SAMVERKAN_QUERIES names the queries to ask (`GetMap,GetLoad`), for whoever works on one.
"""

import datetime
import io
import os
import zoneinfo

import grpc
import networkx
from analytics_reference import Reference, community_faults, differences, order_fault
from federation import speaking_for
from federation_records import AGENCIES, FIRST_DAY, LAST_DAY, STRANGER
from samverkan.analytics.v1 import (flow_summary_pb2, gaps_pb2, indicators_pb2, load_pb2, map_pb2, overlaps_pb2,
                                    plan_progress_pb2, report_pb2, usefulness_pb2)
from samverkan.type.v1 import coverage_pb2

QUERIES = ("GetMap", "CompareMaps", "ExportMap", "GetLoad", "ListOverlaps", "ListGaps", "ListBreakpointCoverage",
           "ListUsefulness", "GetFlowSummary", "ListStops", "GetIndicators", "GetPlanProgress", "GetReport")
ASKED = tuple(filter(None, os.environ.get("SAMVERKAN_QUERIES", "").split(","))) or QUERIES
TIMEOUT = 30.0


def today():
    """The day that a query is of which states none."""
    return datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Stockholm")).date().isoformat()


def pair_of(tie):
    return getattr(tie, "from"), tie.to


def gap_key(gap):
    """Of a stated one, the meeting."""
    if gap.kind == gaps_pb2.Gap.KIND_STATED:
        return gap.kind, "", "", "", gap.meeting.name
    return gap.kind, getattr(gap, "from").name, gap.to.name, gap.group, gap.meeting.name


def reasons_of(gap):
    return gap.handovers + len(gap.breakpoints) + len(gap.expectations)


def seconds_of(*durations):
    return sum(duration.seconds + duration.nanos / 1e9 for duration in durations)


# Lists whose order goes by numbers: the field, what tells its items apart, and the order that the contract states.
ORDERED = {
    "GetMap": [("ties", pair_of, lambda tie: (-tie.weight,))],
    "CompareMaps": [("ties", pair_of, lambda tie: (-abs(tie.weight_after - tie.weight_before),))],
    "GetLoad": [("loads", lambda load: load.name, lambda load: (-load.all.hours, load.name))],
    "ListOverlaps": [("overlaps", lambda one: (one.first.name, one.second.name),
                      lambda one: (-one.similarity, -one.hours_at_stake, one.first.name, one.second.name))],
    "ListGaps": [("gaps", gap_key, lambda gap: (
        gap.kind != gaps_pb2.Gap.KIND_STATED, -len(gap.wanted_by), gap.meeting.name, -reasons_of(gap), *gap_key(gap)[1:4]))],
    "ListUsefulness": [("meetings", lambda one: one.meeting.name,
                        lambda one: (not one.flagged, -one.spread_percent if one.HasField("spread_percent") else 1.0,
                                     one.meeting.name))],
    "GetFlowSummary": [("pairs", pair_of, lambda one: (-seconds_of(one.wait_time), *pair_of(one))),
                       ("factors", lambda one: one.factor, lambda one: (-seconds_of(one.wait_time), one.factor)),
                       ("actors", lambda one: one.actor,
                        lambda one: (-seconds_of(one.wait_time, one.process_time), one.actor))],
    "GetPlanProgress": [("funding", lambda one: one.financier, lambda one: (-one.amount_sek,))],
}
# Communities are checked by what is stated of them; the rest is compared whole.
SKIPPED = ("coverage", "community", "communities", "modularity")


class Questions:
    """Random requests about a generator's federation."""

    def __init__(self, rng, made):
        self._rng = rng
        self._made = made

    def day(self):
        if self._rng.random() < 0.1:
            return ""
        margin = datetime.timedelta(days=40)
        return self._made.day(FIRST_DAY - margin, LAST_DAY + margin).isoformat()

    def agencies(self, share=0.3):
        chosen = self._rng.sample((*AGENCIES, STRANGER), self._rng.randint(1, 2)) if self._rng.random() < share else []
        return [f"agencies/{agency}" for agency in chosen]

    def common(self, **fields):
        """A filter's day, level, group and agencies."""
        return {"day": self.day(), "level": self._rng.choice([0, 0, 0, 1, 2]),
                "group": self._rng.choice(self._made.groups) if self._rng.random() < 0.3 else "",
                "agencies": self.agencies(), **fields}

    def municipalities(self):
        return [self._rng.choice(["1261", "1262", "2080"])] if self._rng.random() < 0.2 else []

    def selection(self):
        return map_pb2.MapSelection(**self.common(), municipality_codes=self.municipalities())

    def resolution(self):
        return self._rng.randint(0, 4)

    def make(self, query, parent="agencies/-"):
        return getattr(self, f"_{query}")(parent)

    def _GetMap(self, parent):
        states = self._rng.sample([1, 2, 3, 4], self._rng.randint(1, 4)) if self._rng.random() < 0.3 else []
        return map_pb2.GetMapRequest(
            parent=parent, **self.common(), municipality_codes=self.municipalities(), resolution=self.resolution(),
            states=states, with_network=self._rng.random() < 0.7, max_ties=self._rng.choice([0, 0, 0, 2, 5]))

    def _CompareMaps(self, parent):
        return map_pb2.CompareMapsRequest(parent=parent, before=self.selection(), after=self.selection(),
                                          resolution=self.resolution())

    def _ExportMap(self, parent):
        return map_pb2.ExportMapRequest(parent=parent, selection=self.selection(), resolution=self.resolution())

    def _GetLoad(self, parent):
        request = load_pb2.GetLoadRequest(parent=parent, **self.common(), municipality_codes=self.municipalities(),
                                          resolution=self.resolution(), max_loads=self._rng.choice([0, 0, 3]))
        change = self._rng.randrange(4)
        if change == 1:
            request.since_day = self._made.day().isoformat()
        elif change == 2:
            # A change of one's own is of the whole; a filter would leave parts of it out.
            request = load_pb2.GetLoadRequest(parent=parent, day=request.day, resolution=request.resolution)
            request.begin.extend(self._made.some(self._made.meetings, 2))
            request.end.extend(self._made.some(self._made.meetings, 2))
            draft = request.drafts.add(display_name="Nytt möte", level=1, times_per_year=12)
            draft.duration.seconds = 3600
            for actor in self._made.some(self._made.functions, 3, 1):
                draft.participants.add(actor=actor, headcount=self._rng.randint(0, 2))
        return request

    def _ListOverlaps(self, parent):
        return overlaps_pb2.ListOverlapsRequest(
            parent=parent, **self.common(), threshold=self._rng.choice([0, 0.3, 0.5, 1]),
            kind=self._rng.choice([0, 0, 0, 1, 2, 3]), page_size=self._rng.choice([0, 7, 100]))

    def _ListGaps(self, parent):
        return gaps_pb2.ListGapsRequest(
            parent=parent, **self.common(), resolution=self.resolution(), page_size=self._rng.choice([0, 7, 100]),
            kinds=self._rng.choice([[], [], [1], [2], [3], [2, 3]]))

    def _ListBreakpointCoverage(self, parent):
        fields = self.common()
        del fields["level"]
        return gaps_pb2.ListBreakpointCoverageRequest(parent=parent, **fields, page_size=self._rng.choice([0, 2]))

    def _ListUsefulness(self, parent):
        return usefulness_pb2.ListUsefulnessRequest(
            parent=parent, **self.common(), flag_spread_percent=self._rng.choice([0, 20, 100]),
            min_answers=self._rng.choice([0, 1, 2]), page_size=self._rng.choice([0, 2]))

    def _GetFlowSummary(self, parent):
        fields = self.common()
        del fields["level"], fields["day"]
        return flow_summary_pb2.GetFlowSummaryRequest(parent=parent, **fields, resolution=self.resolution(),
                                                      kind=self._rng.choice([0, 1, 2]))

    def _ListStops(self, parent):
        fields = self.common()
        del fields["level"]
        return flow_summary_pb2.ListStopsRequest(parent=parent, **fields, without_action=self._rng.random() < 0.3,
                                                 page_size=self._rng.choice([0, 2]))

    def _GetIndicators(self, parent):
        request = indicators_pb2.GetIndicatorsRequest(parent=parent, agencies=self.agencies())
        if self._rng.random() < 0.3:
            request.from_day = "2015-07-01"
        if self._rng.random() < 0.3:
            request.to_day = "2016-01-01"
        return request

    def _GetPlanProgress(self, parent):
        return plan_progress_pb2.GetPlanProgressRequest(parent=parent, plan=self._rng.choice(self._made.plans),
                                                        day=self.day())

    def _GetReport(self, parent):
        period = self._rng.choice(["2015T2", "2015T3", "2016T1", "2016H1", "2015", "2015-11-01/2016-04-30"])
        return report_pb2.GetReportRequest(parent=parent, period=period, plan=self._rng.choice(["", *self._made.plans]))


class Asker:
    """Asks for an agency, and holds what is answered against the reference."""

    def __init__(self, fed, agency):
        self.agency = agency
        self._stub = fed.analytics_stub()
        self._metadata = speaking_for(agency)

    def ask(self, query, request, not_before=()):
        """The answer; of a list, all of its pages in one."""
        asked = type(request)()
        asked.CopyFrom(request)
        asked.not_before.extend(not_before)
        method = getattr(self._stub, query, None)
        if method is None:
            raise AssertionError(f"the contract has no {query}")
        answer = method(asked, metadata=self._metadata, timeout=TIMEOUT)
        while getattr(answer, "next_page_token", ""):
            asked.page_token = answer.next_page_token
            page = method(asked, metadata=self._metadata, timeout=TIMEOUT)
            answer.next_page_token = ""
            total = answer.total_size
            answer.MergeFrom(page)
            del answer.coverage.members[len(page.coverage.members):]
            assert total == page.total_size, f"{query}: of {total} before, of {page.total_size} on the next page"
        return answer

    def faults(self, query, request, records, not_before=()):
        """What is wrong with the answer."""
        reference = Reference(records, request.parent if request.parent == f"agencies/{self.agency}" else "", today())
        if query == "GetReport":
            return self._report_faults(request, reference, not_before)
        try:
            answer = self.ask(query, request, not_before)
        except grpc.RpcError as error:
            hidden = query == "GetPlanProgress" and request.plan not in reference.all("Plan")
            if hidden and error.code() == grpc.StatusCode.NOT_FOUND:
                return []
            refused = query == "GetLoad" and reference.load_is_refused(request)
            if refused and error.code() == grpc.StatusCode.INVALID_ARGUMENT:
                return []
            return [f"{error.code().name}: {error.details()}"]
        return answer_faults(query, request, answer, reference)

    def _report_faults(self, request, reference, not_before):
        known = not request.plan or request.plan in reference.all("Plan")
        try:
            report = self.ask("GetReport", request, not_before)
        except grpc.RpcError as error:
            if not known and error.code() == grpc.StatusCode.NOT_FOUND:
                return []
            return [f"{error.code().name}: {error.details()}"]
        if not known:
            return ["a plan that is not to be seen is reported on"]
        faults = []
        plans = [request.plan] if request.plan else sorted(reference.all("Plan"))
        if [section.response.plan for section in report.plans] != plans:
            faults.append(f"plans: expected {plans}, got {[section.response.plan for section in report.plans]}")
        sections = [("GetPlanProgress", section) for section in report.plans]
        sections += [("CompareMaps", report.map), ("GetLoad", report.load), ("ListGaps", report.gaps),
                     ("ListBreakpointCoverage", report.breakpoints), ("ListUsefulness", report.usefulness),
                     ("GetFlowSummary", report.flows), ("ListStops", report.stops), ("GetIndicators", report.indicators)]
        for query, section in sections:
            # "What to ask for the same": so let us.
            same = getattr(self._stub, query)(section.request, metadata=self._metadata, timeout=TIMEOUT)
            faults += [f"{query} of the report: {fault}" for fault in differences(same, section.response, ("coverage",))]
            if not section.response.ListFields():
                faults.append(f"{query} is not in the report")
            if "next_page_token" not in section.response.DESCRIPTOR.fields_by_name or not section.response.next_page_token:
                faults += [f"{query} of the report: {fault}"
                           for fault in answer_faults(query, section.request, section.response, reference)]
        return faults


METHODS = {"GetMap": "get_map", "CompareMaps": "compare_maps", "GetLoad": "get_load", "ListOverlaps": "list_overlaps",
           "ListGaps": "list_gaps", "ListBreakpointCoverage": "list_breakpoint_coverage", "ListUsefulness": "list_usefulness",
           "GetFlowSummary": "get_flow_summary", "ListStops": "list_stops", "GetIndicators": "get_indicators",
           "GetPlanProgress": "get_plan_progress"}


def answer_faults(query, request, answer, reference):
    if query == "ExportMap":
        return export_faults(request, answer, reference)
    if query == "GetPlanProgress" and request.plan not in reference.all("Plan"):
        return ["a plan that is not to be seen is followed up"]
    expected = getattr(reference, METHODS[query])(request)
    faults = []
    for field, key, order in ORDERED.get(query, ()):
        faults += order_fault(getattr(answer, field), order, field)
        faults += cut(query, request, field, expected, answer)
        for message in (expected, answer):
            items = sorted(getattr(message, field), key=key)
            message.ClearField(field)
            getattr(message, field).extend(items)
    faults += differences(expected, answer, SKIPPED)
    if query == "GetMap" and request.with_network:
        faults += network_faults(request, answer, reference)
    return faults


def cut(query, request, field, expected, answer):
    """Where only the greatest were asked for, leaves those of the expected that are answered; these are the greatest."""
    most = {("GetMap", "ties"): getattr(request, "max_ties", 0), ("GetLoad", "loads"): getattr(request, "max_loads", 0)}
    limit = most.get((query, field), 0)
    all_of_them = list(getattr(expected, field))
    if not limit or len(all_of_them) <= limit:
        return []
    order, key = next((order, key) for name, key, order in ORDERED[query] if name == field)
    answered = {key(item) for item in getattr(answer, field)}
    kept = [item for item in all_of_them if key(item) in answered]
    left = [item for item in all_of_them if key(item) not in answered]
    expected.ClearField(field)
    getattr(expected, field).extend(kept)
    if len(kept) != limit:
        return [f"{field}: {limit} asked for, {len(kept)} answered"]
    return order_fault([max(kept, key=order), min(left, key=order)], lambda item: order(item)[:1], f"the {field} left out")


def network_faults(request, answer, reference):
    whole, without = reference.graphs(request)
    faults = community_faults(whole, answer.network, {node.name: node.measures.community for node in answer.nodes})
    faults += [f"without coordinators: {fault}" for fault in community_faults(
        without, answer.network_without_coordinators,
        {node.name: node.measures_without_coordinators.community for node in answer.nodes})]
    return faults


def export_faults(request, answer, reference):
    """Reads the file as any program would."""
    selection = request.selection
    expected = reference.get_map(map_pb2.GetMapRequest(
        resolution=request.resolution, day=selection.day, level=selection.level, group=selection.group,
        agencies=selection.agencies, municipality_codes=selection.municipality_codes))
    graph = networkx.read_graphml(io.BytesIO(answer.content.encode()), force_multigraph=True)
    names = {attributes.get("name", node): node for node, attributes in graph.nodes(data=True)}
    faults = []
    if sorted(names) != [node.name for node in expected.nodes]:
        faults.append(f"nodes: expected {[node.name for node in expected.nodes]}, got {sorted(names)}")
    labels = {node: name for name, node in names.items()}
    ties = {tuple(sorted((labels[first], labels[second]))): attributes.get("weight")
            for first, second, attributes in graph.edges(data=True)}
    wanted = {pair_of(tie): tie.weight for tie in expected.ties}
    if ties.keys() != wanted.keys():
        faults.append(f"ties: expected {sorted(wanted)}, got {sorted(ties)}")
    faults += [f"{pair} weighs {ties[pair]}, expected {weight}" for pair, weight in wanted.items()
               if pair in ties and (ties[pair] is None or abs(ties[pair] - weight) > 1e-6 * max(1, weight))]
    return faults


def coverage_of(answer):
    return {member.agency.split("/")[1]: member for member in answer.coverage.members}


def state_name(member):
    return coverage_pb2.MemberCoverage.State.Name(member.state)

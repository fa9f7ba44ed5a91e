"""Random small federations, and how their records are written through the gateway.

`Generator` makes records that the API takes, from a seed: few actors and few names, so that meetings overlap, pairs hand
over and yet do not meet, and what is unknown stays unknown. `Slices` writes them and keeps each as its owner answered it,
which is what the owner's feed tells of: histories, days by default and occurrences a year are thus the server's.
"""

import datetime

from federation import TIMEOUT, cursors_of, request_id, speaking_for
from google.protobuf import duration_pb2, field_mask_pb2
from samverkan.actors.v1 import (actor_registry_service_pb2, actor_registry_service_pb2_grpc, agency_pb2, breakpoint_pb2,
                                 expectation_pb2, function_pb2, group_pb2, organisation_kind_pb2, organisation_pb2, unit_pb2)
from samverkan.flows.v1 import factor_pb2, flow_pb2, value_flow_service_pb2, value_flow_service_pb2_grpc
from samverkan.meetings.v1 import (assessment_pb2, meeting_inventory_service_pb2, meeting_inventory_service_pb2_grpc,
                                   meeting_pb2)
from samverkan.plans.v1 import (action_pb2, action_plan_service_pb2, action_plan_service_pb2_grpc, conference_pb2,
                                indicator_pb2, initiative_pb2, measurement_pb2, plan_pb2)
from samverkan.type.v1 import annotations_pb2, visibility_pb2

# The association coordinates the others.
AGENCIES = ("af", "fk", "region", "lomma", "finsam")
ASSOCIATION = "finsam"
# No member, though others name it.
STRANGER = "kavlinge"
FIRST_DAY, LAST_DAY = datetime.date(2015, 1, 1), datetime.date(2016, 12, 31)

SHARED = visibility_pb2.VISIBILITY_FEDERATION
PRIVATE = visibility_pb2.VISIBILITY_AGENCY
Meeting = meeting_pb2.Meeting
Assessment = assessment_pb2.Assessment
Flow = flow_pb2.Flow
Action = action_pb2.Action
Measurement = measurement_pb2.Measurement
Indicator = indicator_pb2.Indicator

_ROOMS = {
    "actors": (actor_registry_service_pb2, actor_registry_service_pb2_grpc.ActorRegistryServiceStub),
    "meetings": (meeting_inventory_service_pb2, meeting_inventory_service_pb2_grpc.MeetingInventoryServiceStub),
    "flows": (value_flow_service_pb2, value_flow_service_pb2_grpc.ValueFlowServiceStub),
    "plans": (action_plan_service_pb2, action_plan_service_pb2_grpc.ActionPlanServiceStub),
}
# Each type's collection, as its methods name it.
_PLURALS = {"Agency": "Agencies"}


def room_of(record):
    return record.DESCRIPTOR.full_name.split(".")[1]


def type_of(record):
    return record.DESCRIPTOR.name


def agency_of(name):
    return "/".join(name.split("/")[:2])


def parent_of(name):
    return "/".join(name.split("/")[:-2])


def is_shared(record):
    """Whether others may see it."""
    visibility = record.visibility
    if visibility == visibility_pb2.VISIBILITY_UNSPECIFIED:
        visibility = record.DESCRIPTOR.GetOptions().Extensions[annotations_pb2.default_visibility]
    return visibility == SHARED


class Slices:
    """What the members hold: writes to them, and keeps what they answered."""

    def __init__(self, fed):
        self._fed = fed
        # By name, as the owner has it.
        self.records = {}
        # By agency and room: the last write's place in the feeds.
        self._cursors = {}

    def visible(self, viewer=None):
        """What all share, and what `viewer` (`agencies/{agency}`) keeps to itself."""
        return [record for record in self.records.values()
                if is_shared(record) or agency_of(record.name) == viewer]

    @property
    def cursors(self):
        return [cursor for cursors in self._cursors.values() for cursor in cursors]

    def forget_cursors(self, agency):
        """They are of an epoch that has ended."""
        self._cursors = {key: value for key, value in self._cursors.items() if key[0] != agency}

    def read_agencies(self, agencies):
        for agency in agencies:
            record = self._stub("actors").GetAgency(
                actor_registry_service_pb2.GetAgencyRequest(name=f"agencies/{agency}"),
                metadata=speaking_for(agency), timeout=TIMEOUT)
            self.records[record.name] = record

    def write(self, records):
        """Creates or overwrites them whole: a batch for each owner and collection."""
        batches = {}
        for record in records:
            batches.setdefault((parent_of(record.name), type_of(record)), []).append(record)
        for (parent, type_name), batch in batches.items():
            if type_name == "Agency":
                for record in batch:
                    self._update_agency(record)
            else:
                self._write_batch(parent, type_name, batch)

    def _update_agency(self, record):
        self._keep(record.name, "actors", *self._stub("actors").UpdateAgency.with_call(
            actor_registry_service_pb2.UpdateAgencyRequest(agency=record),
            metadata=speaking_for(record.name.split("/")[1]), timeout=TIMEOUT))

    def _write_batch(self, parent, type_name, batch):
        room = room_of(batch[0])
        plural = _PLURALS.get(type_name, type_name + "s")
        module, _ = _ROOMS[room]
        request = getattr(module, f"BatchUpdate{plural}Request")(
            parent=parent, allow_missing=True, request_id=request_id())
        for record in batch:
            request.requests.add(update_mask=field_mask_pb2.FieldMask(paths=["*"]), **{type_name.lower(): record})
        answer, call = getattr(self._stub(room), f"BatchUpdate{plural}").with_call(
            request, metadata=speaking_for(parent.split("/")[1]), timeout=TIMEOUT)
        for record in getattr(answer, plural.lower()):
            self.records[record.name] = record
        self._keep_cursors(parent, room, call)

    def delete(self, names):
        batches = {}
        for name in names:
            batches.setdefault((parent_of(name), type_of(self.records[name])), []).append(name)
        for (parent, type_name), batch in batches.items():
            room = room_of(self.records[batch[0]])
            plural = _PLURALS.get(type_name, type_name + "s")
            request = getattr(_ROOMS[room][0], f"BatchDelete{plural}Request")(
                parent=parent, names=batch, request_id=request_id())
            _, call = getattr(self._stub(room), f"BatchDelete{plural}").with_call(
                request, metadata=speaking_for(parent.split("/")[1]), timeout=TIMEOUT)
            for name in batch:
                del self.records[name]
            self._keep_cursors(parent, room, call)

    def take_steps(self, steps):
        """Takes actions through their states: (name, method, fields)."""
        for name, method, fields in steps:
            request = getattr(action_plan_service_pb2, f"{method}Request")(name=name, request_id=request_id(), **fields)
            answer, call = getattr(self._stub("plans"), method).with_call(
                request, metadata=speaking_for(name.split("/")[1]), timeout=TIMEOUT)
            self._keep(name, "plans", answer, call)

    def _keep(self, name, room, record, call):
        self.records[name] = record
        self._keep_cursors(name, room, call)

    def _keep_cursors(self, name, room, call):
        cursors = cursors_of(call)
        if cursors:
            self._cursors[(name.split("/")[1], room)] = cursors

    def _stub(self, room):
        return _ROOMS[room][1](self._fed.channel())


def organisation_number(nine_digits):
    """With the digit that checks it."""
    total = 0
    for place, digit in enumerate(nine_digits):
        product = int(digit) * (2 if place % 2 == 0 else 1)
        total += product - 9 if product > 9 else product
    return f"{nine_digits}{-total % 10}"


def seconds(count):
    return duration_pb2.Duration(seconds=count)


class Generator:
    """One federation's records. `waves` are written one after the other, then `steps` are taken."""

    def __init__(self, rng, agencies=AGENCIES):
        self.rng = rng
        self.agencies = agencies
        self.waves = [[], [], [], []]
        self.steps = []
        self.groups, self.units, self.functions, self.organisations = [], [], [], []
        self.breakpoints, self.meetings, self.flows, self.stops, self.factors = [], [], [], [], []
        self.conferences, self.plans, self.initiatives, self.indicators, self.expectations = [], [], [], [], []
        self._make_actors()
        self._make_breakpoints()
        self._make_meetings()
        self._make_flows()
        self._make_plans()
        self._make_indicators()

    # Small choices.

    def chance(self, share):
        return self.rng.random() < share

    def some(self, pool, most, least=0):
        return self.rng.sample(pool, min(len(pool), self.rng.randint(least, most)))

    def perhaps(self, pool, share):
        return self.rng.choice(pool) if pool and self.chance(share) else ""

    def day(self, first=FIRST_DAY, last=LAST_DAY):
        return first + datetime.timedelta(days=self.rng.randrange((last - first).days + 1))

    def visibility(self, shared=0.8):
        return SHARED if self.chance(shared) else PRIVATE

    def owner(self):
        return self.rng.choice(self.agencies)

    def name(self, collection, pool, owner=None):
        name = f"agencies/{owner or self.owner()}/{collection}/{collection[0]}{len(pool):02}"
        pool.append(name)
        return name

    def add(self, record, wave=0):
        self.waves[wave].append(record)

    # Actors.

    def _make_actors(self):
        kinds = {"af": organisation_kind_pb2.ORGANISATION_KIND_STATE_AGENCY,
                 "fk": organisation_kind_pb2.ORGANISATION_KIND_STATE_AGENCY,
                 "region": organisation_kind_pb2.ORGANISATION_KIND_REGION,
                 "lomma": organisation_kind_pb2.ORGANISATION_KIND_MUNICIPALITY,
                 ASSOCIATION: organisation_kind_pb2.ORGANISATION_KIND_COORDINATION_ASSOCIATION}
        self.joined_number = ""
        self.numbers = {agency: organisation_number(f"20210012{place}") for place, agency in enumerate(self.agencies)}
        for agency in self.agencies:
            record = agency_pb2.Agency(
                name=f"agencies/{agency}", display_name=f"Myndigheten {agency}", kind=kinds[agency],
                municipality_codes=self.some(["1261", "1262", "2080"], 2), visibility=self.visibility(0.9))
            if self.chance(0.8):
                record.organisation_number = self.numbers[agency]
            self.add(record)
        for _ in range(self.rng.randint(3, 6)):
            name = self.name("groups", self.groups)
            record = group_pb2.Group(name=name, display_name=f"Grupp {len(self.groups)}", visibility=self.visibility(0.9),
                                     parent_group=self.perhaps(self.groups[:-1], 0.6))
            if self.chance(0.6):
                record.min_age = self.rng.randint(0, 30)
                record.max_age = self.rng.choice([0, record.min_age + self.rng.randint(0, 20)])
            self.add(record)
        # A group that nobody has described.
        self.groups.append(f"agencies/{self.owner()}/groups/unknown")
        for _ in range(self.rng.randint(3, 6)):
            name = self.name("units", self.units)
            self.add(unit_pb2.Unit(name=name, display_name=f"Enhet {len(self.units)}", visibility=self.visibility()))
        for _ in range(self.rng.randint(6, 10)):
            self._make_function()
        for _ in range(self.rng.randint(3, 6)):
            self._make_organisation()
        for _ in range(2):
            holder = self.rng.choice(self.functions)
            name = self.name("expectations", self.expectations, holder.split("/")[1])
            self.expectation(name, holder)
        for _ in range(self.rng.randint(1, 4)):
            owner = self.owner()
            self.expectation(self.name("expectations", self.expectations, owner), f"agencies/{owner}")
        self.actors = [f"agencies/{agency}" for agency in self.agencies] + self.units + self.functions * 2
        self.actors += self.organisations + [f"agencies/{STRANGER}", f"agencies/{STRANGER}/functions/x",
                                             f"agencies/{self.owner()}/functions/unknown"]
        self.payers = [f"agencies/{agency}" for agency in (*self.agencies, STRANGER)] + self.organisations

    def _make_function(self):
        name = self.name("functions", self.functions)
        own_units = [unit for unit in self.units if agency_of(unit) == agency_of(name)]
        record = function_pb2.Function(name=name, display_name=f"Funktion {len(self.functions)}",
                                       unit=self.perhaps(own_units, 0.7), coordinator=self.chance(0.2),
                                       visibility=self.visibility(0.85))
        if self.chance(0.6):
            record.hourly_cost_sek = self.rng.choice([0, 312.5, 400, 517.25])
        self.add(record)

    def _make_organisation(self):
        name = self.name("organisations", self.organisations)
        record = organisation_pb2.Organisation(
            name=name, display_name=f"Organisation {len(self.organisations)}", kind=self.rng.randint(1, 5),
            municipality_codes=self.some(["1261", "1262", "2080"], 2), visibility=self.visibility(0.9))
        way = self.rng.randrange(5)
        if way == 0:
            record.agency = f"agencies/{self.rng.choice([*self.agencies, STRANGER])}"
            # Its number is known of one that has joined only, so that no number is two agencies'.
            if self.chance(0.5) and not self.joined_number:
                self.joined_number = record.organisation_number = organisation_number("212000990")
        elif way == 1:
            digits = self.numbers[self.owner()]
            record.organisation_number = f"{digits[:6]}-{digits[6:]}"
        elif way in (2, 3):
            # Two that several may know by the same number.
            record.organisation_number = organisation_number(f"21200099{self.rng.randrange(2)}")
        self.add(record)

    def expectation(self, name, holder):
        counterpart = self.rng.choice([f"agencies/{agency}" for agency in self.agencies] + self.functions + self.organisations)
        self.add(expectation_pb2.Expectation(name=name, holder=holder, counterpart=counterpart, subject="Svara i tid",
                                             responsibility=self.rng.randint(1, 4), visibility=self.visibility()))

    def _make_breakpoints(self):
        for _ in range(self.rng.randint(3, 6)):
            name = self.name("breakpoints", self.breakpoints)
            record = breakpoint_pb2.Breakpoint(
                name=name, display_name=f"Brytpunkt {len(self.breakpoints)}", group=self.perhaps(self.groups, 0.6),
                trigger=self.rng.randint(1, 3), from_actor=self.perhaps(self.actors, 0.85), visibility=self.visibility(0.9))
            record.to_actor = self.perhaps([actor for actor in self.actors if actor != record.from_actor], 0.85)
            if self.chance(0.7):
                record.min_age = self.rng.randint(1, 40)
            self.add(record)

    # Meetings.

    def _make_meetings(self):
        pools = [self.rng.sample(self.actors, 6) for _ in range(3)]
        for _ in range(self.rng.randint(18, 30)):
            self._make_meeting(self.rng.choice(pools))
        for number in range(self.rng.randint(6, 14)):
            owner = self.owner()
            self.add(Assessment(
                name=f"agencies/{owner}/assessments/a{number:02}",
                meeting=self.rng.choice(self.meetings[:6] + [f"agencies/{STRANGER}/meetings/m"]),
                usefulness=self.rng.randint(0, 5), verdict=self.rng.randint(0, 5), visibility=self.visibility(0.7)), 1)

    def _make_meeting(self, pool):
        name = self.name("meetings", self.meetings)
        meeting = Meeting(
            name=name, display_name=f"Möte {self.rng.choice('ABCDEF')}", level=self.rng.randint(1, 2), expected_gain="Tid",
            groups=self.some(self.groups, 2), breakpoints=self.some(self.breakpoints, 1),
            convener=self.perhaps(self.actors, 0.5), visibility=self.visibility(0.85))
        for actor in dict.fromkeys(self.rng.choices(pool, k=self.rng.randint(1, 6)) if self.chance(0.9) else []):
            meeting.participants.add(actor=actor, headcount=self.rng.choice([0, 0, 1, 2, 3]))
        self._schedule(meeting)
        others = [other for other in self.meetings[:-1] if agency_of(other) != agency_of(name)]
        if others and self.chance(0.2):
            meeting.same_as = self.rng.choice([*others, f"agencies/{STRANGER}/meetings/m"])
        if self.chance(0.2):
            meeting.valid_from = self.day().isoformat()
        if self.chance(0.2):
            meeting.valid_until = max(meeting.valid_from, self.day().isoformat())
        self._history(meeting)

    def _schedule(self, meeting):
        if self.chance(0.15):
            return
        schedule = meeting.schedule
        frequency = self.rng.randrange(4)
        if frequency == 0:
            schedule.rrule = self.rng.choice(["FREQ=WEEKLY;BYDAY=MO", "FREQ=MONTHLY;BYDAY=1TU", "FREQ=WEEKLY;INTERVAL=2"])
        elif frequency < 3:
            schedule.times_per_year = self.rng.choice([0, 1, 2, 4, 6, 10, 12, 26.5])
        if self.chance(0.75):
            schedule.duration.CopyFrom(seconds(self.rng.choice([1800, 3600, 5400, 7200])))
        if self.chance(0.5):
            schedule.travel_time.CopyFrom(seconds(self.rng.choice([0, 1200, 3600])))
        schedule.start_time = "09:00"

    def _history(self, meeting):
        days = sorted(self.day() for _ in range(self.rng.choice([1, 1, 2, 3, 4])))
        if self.chance(0.3):
            days[0] = datetime.date(2014, 1, 1)
        before = None
        for wave, day in enumerate(days):
            state = self.rng.choice([state for state in (1, 1, 1, 2, 3, 4) if state != before])
            written = Meeting()
            written.CopyFrom(meeting)
            written.state, written.state_day = state, day.isoformat()
            self.add(written, wave)
            before = state

    # Flows.

    def _make_flows(self):
        for _ in range(self.rng.randint(2, 4)):
            self.add(factor_pb2.Factor(name=self.name("factors", self.factors), display_name=f"Faktor {len(self.factors)}",
                                       visibility=self.visibility()))
        for _ in range(self.rng.randint(4, 7)):
            name = self.name("flows", self.flows)
            flow = Flow(name=name, display_name=f"Flöde {len(self.flows)}", group=self.perhaps(self.groups, 0.7),
                        kind=Flow.KIND_CURRENT, visibility=self.visibility())
            if len(self.flows) > 1 and self.chance(0.3):
                flow.kind, flow.baseline = Flow.KIND_FUTURE, self.flows[0]
            for number in range(self.rng.randint(2, 6)):
                self._add_step(flow, number)
            for number in range(self.rng.randint(0, 3)):
                stop = flow.stops.add(id=f"p{number}", step=self.rng.choice(flow.steps).id, description="Väntar på svar",
                                      factor=self.perhaps([*self.factors, f"agencies/{STRANGER}/factors/x"], 0.7))
                if self.chance(0.6):
                    stop.affected_percent = self.rng.choice([0, 10, 50, 80, 100])
                self.stops.append(f"{name}/stops/{stop.id}")
            self.add(flow)

    def _add_step(self, flow, number):
        before = [step.id for step in flow.steps]
        step = flow.steps.add(id=f"s{number}", title=f"Steg {number}", actor=self.rng.choice(self.actors),
                              value=self.rng.randint(0, 3))
        if before:
            step.after.extend(sorted(self.some(before, 2, 1)))
        for times in ("process_time", "wait_time"):
            if self.chance(0.75):
                likely = self.rng.choice([600, 3600, 28800, 100000])
                getattr(step, times).likely.CopyFrom(seconds(likely))
                if self.chance(0.5):
                    getattr(step, times).low.CopyFrom(seconds(likely // self.rng.randint(1, 4)))
                if self.chance(0.5):
                    getattr(step, times).high.CopyFrom(seconds(likely * self.rng.randint(1, 4)))

    # Plans.

    def _make_plans(self):
        for _ in range(2):
            record = conference_pb2.Conference(name=self.name("conferences", self.conferences), display_name="Konferens",
                                               day=self.day().isoformat(), flows=self.some(self.flows, 3),
                                               visibility=self.visibility())
            self.add(record)
        for _ in range(self.rng.randint(2, 3)):
            self._make_plan()
        for _ in range(self.rng.randint(1, 4)):
            self._make_initiative()
        for number in range(self.rng.randint(3, 7)):
            start = self.day()
            record = Measurement(
                name=f"agencies/{self.owner()}/measurements/q{number:02}",
                subject=self.rng.choice(self.plans + self.flows + self.initiatives), start_day=start.isoformat(),
                end_day=self.day(start).isoformat(), visibility=self.visibility())
            for quantity in self.some([1, 2, 3], 3, 1):
                record.quantities.add(quantity=quantity, before=self.rng.choice([0, 2.5, 10, 31]),
                                      after=self.rng.choice([0, 2, 7.25]), count=self.rng.randint(1, 40))
            self.add(record)

    def _make_plan(self):
        name = self.name("plans", self.plans)
        plan = plan_pb2.Plan(
            name=name, display_name=f"Plan {len(self.plans)}", kind=self.rng.randint(1, 2), start_day="2015-02-01",
            period_ends=self.rng.choice([[], [], ["04-30", "09-30"], ["02-29", "08-31"], ["06-30"]]),
            origins=self.some(self.conferences + self.flows, 3), visibility=self.visibility(0.9))
        for number in range(self.rng.randint(0, 2)):
            aim = plan.aims.add(id=f"aim{number}", text=f"Mål {number}")
            for day in sorted({self.day() for _ in range(self.rng.randint(0, 3))}):
                aim.outcomes.add(day=day.isoformat(), text=f"Utfall {day.month}")
        for _ in range(self.rng.randint(0, 5)):
            line = plan.budget_lines.add(year=self.rng.choice([2015, 2016]), amount_sek=self.rng.choice([0, 1000, 2500.5]),
                                         financier=self.perhaps(self.payers, 0.8))
            if self.chance(0.5):
                line.outcome_sek = self.rng.choice([0, 900, 3000])
        self.add(plan)
        for number in range(self.rng.randint(2, 7)):
            self._make_action(f"{name}/actions/a{number}", plan)

    def _make_action(self, name, plan):
        day = self.day(last=datetime.date(2016, 6, 30))
        action = Action(
            name=name, title=f"Åtgärd {name[-1]}", kind=self.rng.randint(1, 2), state_day=day.isoformat(),
            aim=self.perhaps([aim.id for aim in plan.aims], 0.7), owner=self.perhaps(self.actors, 0.7),
            addresses=self.some(self.stops + self.meetings[:3], 3), visibility=self.visibility(0.85))
        for field in ("fits_mandate", "needs_new_money"):
            if self.chance(0.6):
                setattr(action, field, self.chance(0.6))
        if self.chance(0.7):
            action.due_day = self.day().isoformat()
        self.add(action, 1)
        improvement = action.kind == Action.KIND_IMPROVEMENT
        following = {
            "": [("DecideAction", 0.9), ("", 0.1)],
            "DecideAction": [("StartTrial" if improvement else "CompleteAction", 0.8), ("Abandon", 0.1), ("", 0.1)],
            "StartTrial": [("RecordStudy", 0.7), ("", 0.3)],
            "RecordStudy": [("Adopt", 0.4), ("Adapt", 0.3), ("Abandon", 0.2), ("", 0.1)],
            "Adapt": [("StartTrial", 0.6), ("", 0.4)],
        }
        step = ""
        while step in following:
            choices, weights = zip(*following[step])
            step = self.rng.choices(choices, weights)[0]
            if not step:
                return
            day += datetime.timedelta(days=self.rng.choice([0, 1, 2, 3, 7, 30]))
            self.steps.append(self._step(name, step, day.isoformat()))

    def _step(self, name, step, day):
        concluded = {"Adopt": Action.STATE_ADOPTED, "Adapt": Action.STATE_ADAPTED, "Abandon": Action.STATE_ABANDONED}
        if step in concluded:
            return name, "ConcludeAction", {"day": day, "state": concluded[step]}
        return name, step, {"day": day, **({"outcome": "Det gick"} if step == "RecordStudy" else {})}

    def _make_initiative(self):
        record = initiative_pb2.Initiative(
            name=self.name("initiatives", self.initiatives), display_name=f"Insats {len(self.initiatives)}",
            start_day="2015-01-01", orientation=self.rng.randint(1, 2), plan=self.perhaps(self.plans, 0.8),
            visibility=self.visibility())
        for year in self.some([2015, 2016], 2):
            budget = record.budgets.add(year=year)
            if self.chance(0.6):
                budget.planned_participants = self.rng.randint(0, 30)
            for _ in range(self.rng.randint(0, 3)):
                line = budget.lines.add(kind=1, amount_sek=self.rng.choice([0, 500, 1200.5]))
                if self.chance(0.6):
                    line.outcome_sek = self.rng.choice([0, 450.5, 1300])
        for year in self.some([2015, 2016], 2):
            record.registered_counts.add(year=year, count=self.rng.randint(0, 20))
        for year in self.some([2015, 2016], 2):
            record.volume_counts.add(year=year, count=self.rng.randint(0, 20))
        for year in self.some([2015, 2016], 2):
            record.anonymous_counts.add(year=year, women=self.rng.randint(0, 5), men=self.rng.randint(0, 5))
        self.add(record)

    def _make_indicators(self):
        for _ in range(self.rng.randint(2, 3)):
            record = Indicator(name=self.name("indicators", self.indicators), display_name="Delaktighet",
                               catalogue_version="2022", level=self.rng.randint(0, 4), kind=self.rng.randint(0, 2),
                               visibility=self.visibility(0.85))
            for number in range(4):
                record.answer_classes.add(id=f"c{number}", text=f"Svar {number}", favourable=number < 2)
            if self.chance(0.7):
                record.target_percent = self.rng.choice([50, 70])
            self.add(record)
        periods = [("2015-01-01", "2015-06-30"), ("2015-07-01", "2015-12-31"), ("2016-01-01", "2016-06-30")]
        for number in range(self.rng.randint(8, 14)):
            start, end = self.rng.choice(periods)
            record = Measurement(
                name=f"agencies/{self.owner()}/measurements/i{number:02}", subject=self.rng.choice(self.indicators),
                start_day=start, end_day=end, respondent_group=self.rng.choice([0, 1, 3]), visibility=self.visibility())
            most = self.rng.choice([1, 4, 12])
            for answer_class in self.some(["c0", "c1", "c2", "c3"], 4):
                record.answers.add(answer_class=answer_class, count=self.rng.randint(0, most))
            if self.chance(0.7):
                record.asked_count = sum(answer.count for answer in record.answers) + self.rng.randint(0, 9)
            self.add(record)

    def write_to(self, slices):
        for wave in self.waves:
            slices.write(wave)
        slices.take_steps(self.steps)

"""From a stop in one agency's flow to an improvement that another agency has tried and adopted, to a flow measured
again and an agreement that both have signed. Nobody writes into another's slice on the way."""

import datetime
import json

import grpc
from federation import FederationTest, cursors_of, request_id, speaking_for, TIMEOUT
from google.protobuf import duration_pb2
from samverkan.actors.v1 import actor_registry_service_pb2, function_pb2
from samverkan.analytics.v1 import plan_progress_pb2 as analytics
from samverkan.flows.v1 import flow_pb2, value_flow_service_pb2 as flows, value_flow_service_pb2_grpc
from samverkan.plans.v1 import action_pb2, action_plan_service_pb2 as plans, action_plan_service_pb2_grpc
from samverkan.plans.v1 import agreement_pb2, endorsement_pb2, initiative_pb2, measurement_pb2, plan_pb2
from samverkan.type.v1 import level_pb2, visibility_pb2

AF = {"metadata": speaking_for("af"), "timeout": TIMEOUT}
FK = {"metadata": speaking_for("fk"), "timeout": TIMEOUT}
SHARED = visibility_pb2.VISIBILITY_FEDERATION
HOUR = 3600
STOP = "agencies/af/flows/unga/stops/vantar-pa-intyg"
PLAN = "agencies/fk/plans/ssa"
ACTION = f"{PLAN}/actions/fraga-direkt"
# A Friday and the Monday after it.
PROPOSED, FRIDAY, MONDAY, STUDIED, ADOPTED = "2015-12-01", "2015-12-11", "2015-12-14", "2016-01-22", "2016-01-29"


def hours(likely, low=None, high=None):
    def duration(hours):
        return None if hours is None else duration_pb2.Duration(seconds=hours * HOUR)
    return flow_pb2.Flow.TimeRange(low=duration(low), likely=duration(likely), high=duration(high))


def flow_of(id, kind, wait_hours, **fields):
    """A case of three steps, whose last waits for a certificate."""
    flow = flow_pb2.Flow(name=f"agencies/af/flows/{id}", display_name="Unga vuxna", kind=kind, visibility=SHARED, **fields)
    flow.steps.add(id="inskrivning", title="Skriva in", actor="agencies/af", process_time=hours(1), entry=True)
    flow.steps.add(id="intyg", title="Skriva intyg", actor="agencies/fk", after=["inskrivning"], process_time=hours(1),
                   wait_time=hours(wait_hours))
    flow.steps.add(id="plan", title="Göra en plan", actor="agencies/af", after=["intyg"], process_time=hours(2),
                   wait_time=hours(8), value=flow_pb2.Flow.VALUE_ADDING)
    return flow


class ImprovementChain(FederationTest):
    def setUp(self):
        super().setUp()
        self.fed = self.federation(["af", "fk"])
        self.flows = value_flow_service_pb2_grpc.ValueFlowServiceStub(self.fed.channel())
        self.plans = action_plan_service_pb2_grpc.ActionPlanServiceStub(self.fed.channel())

    # What each agency does.

    def af_maps_its_flow(self):
        current = flow_of("unga", flow_pb2.Flow.KIND_CURRENT, 120)
        current.stops.add(id="vantar-pa-intyg", step="intyg", description="Intyget frågas efter för sent",
                          affected_percent=80)
        self.flows.CreateFlow(flows.CreateFlowRequest(parent="agencies/af", flow_id="unga", flow=current), **AF)

    def fk_proposes(self):
        self.plans.CreatePlan(plans.CreatePlanRequest(parent="agencies/fk", plan_id="ssa", plan=plan_pb2.Plan(
            display_name="SSA", kind=plan_pb2.Plan.KIND_ACTION_PLAN, start_day="2015-09-01", visibility=SHARED,
            origins=["agencies/af/flows/unga"])), **FK)
        return self.plans.CreateAction(plans.CreateActionRequest(
            parent=PLAN, action_id="fraga-direkt", action=action_pb2.Action(
                title="Fråga efter intyget vid inskrivningen", kind=action_pb2.Action.KIND_IMPROVEMENT,
                state_day=PROPOSED, addresses=[STOP], fits_mandate=True, needs_new_money=False, visibility=SHARED)), **FK)

    def fk_decides(self):
        return self.plans.DecideAction(plans.DecideActionRequest(name=ACTION, day=FRIDAY, due_day="2015-12-18"), **FK)

    def af_measures_again(self):
        future = flow_of("unga-efter", flow_pb2.Flow.KIND_FUTURE, 24, baseline="agencies/af/flows/unga")
        self.flows.CreateFlow(flows.CreateFlowRequest(parent="agencies/af", flow_id="unga-efter", flow=future), **AF)

    # The chain.

    def test_a_stop_of_one_agency_is_mended_by_another(self):
        self.af_maps_its_flow()
        ranked = self.flows.AnalyzeFlow(flows.AnalyzeFlowRequest(name="agencies/af/flows/unga"), **FK).analysis
        self.assertEqual([stop.stop for stop in ranked.stops], [STOP])

        proposed = self.fk_proposes()
        self.assertEqual(proposed.state, action_pb2.Action.STATE_PROPOSED)
        self.fk_decides()
        self.plans.StartTrial(plans.StartTrialRequest(name=ACTION, day=MONDAY, prediction="En vecka kortare"), **FK)
        self.af_measures_again()
        self.plans.RecordStudy(plans.RecordStudyRequest(
            name=ACTION, day=STUDIED, outcome="Tolv dagar kortare", remeasured_flow="agencies/af/flows/unga-efter"), **FK)
        self.plans.CreateInitiative(plans.CreateInitiativeRequest(
            parent="agencies/fk", initiative_id="ssa", initiative=initiative_pb2.Initiative(
                display_name="SSA", start_day="2015-09-01", plan=PLAN, visibility=SHARED,
                orientation=initiative_pb2.Initiative.ORIENTATION_STRUCTURAL)), **FK)
        _, measured = self.plans.CreateMeasurement.with_call(plans.CreateMeasurementRequest(
            parent="agencies/af", measurement=measurement_pb2.Measurement(
                subject="agencies/af/flows/unga", start_day=MONDAY, end_day=STUDIED, visibility=SHARED, quantities=[
                    measurement_pb2.Measurement.BeforeAfter(quantity=measurement_pb2.Measurement.QUANTITY_VISITS,
                                                            before=4, after=3, count=12)])), **AF)
        adopted, call = self.plans.ConcludeAction.with_call(plans.ConcludeActionRequest(
            name=ACTION, day=ADOPTED, state=action_pb2.Action.STATE_ADOPTED), **FK)
        self.assertEqual([(entry.state, entry.day, entry.by) for entry in adopted.history][1:], [
            ("STATE_DECIDED", FRIDAY, "agencies/fk"), ("STATE_TRIED", MONDAY, "agencies/fk"),
            ("STATE_STUDIED", STUDIED, "agencies/fk"), ("STATE_ADOPTED", ADOPTED, "agencies/fk")])

        self.assert_the_gain_shows()
        self.assert_the_progress_shows(cursors_of(call))
        self.assert_the_measured_change_shows(cursors_of(measured))

    def assert_the_gain_shows(self):
        compared = self.flows.CompareFlows(flows.CompareFlowsRequest(name="agencies/af/flows/unga-efter"), **FK)
        lead_time = next(difference for difference in compared.differences
                         if difference.measure == flows.CompareFlowsResponse.MEASURE_LEAD_TIME)
        # 1 + 120 + 1 + 8 + 2 hours became 1 + 24 + 1 + 8 + 2.
        self.assertAlmostEqual(lead_time.before, 132 * HOUR)
        self.assertAlmostEqual(lead_time.after, 36 * HOUR)
        self.assertAlmostEqual(lead_time.change_percent, -96 / 132 * 100)

    def assert_the_progress_shows(self, not_before):
        progress = self.fed.analytics_stub().GetPlanProgress(analytics.GetPlanProgressRequest(
            parent="agencies/-", plan=PLAN, not_before=not_before), **AF)
        self.assertEqual((progress.decide_to_try.tried, progress.decide_to_try.median_days), (1, 1.0))
        self.assertEqual((progress.studied.part, progress.studied.whole), (1, 1))
        self.assertEqual((progress.adopted.part, progress.adopted.whole), (1, 1))
        self.assertEqual((progress.stops_addressed.part, progress.stops_addressed.whole), (1, 1))
        self.assertEqual((progress.on_time.part, progress.on_time.whole), (1, 1))
        self.assertEqual([one.initiative for one in progress.initiatives], ["agencies/fk/initiatives/ssa"])

    def assert_the_measured_change_shows(self, not_before):
        progress = self.fed.analytics_stub().GetPlanProgress(analytics.GetPlanProgressRequest(
            parent="agencies/-", plan=PLAN, not_before=not_before), **AF)
        self.assertEqual([(change.subject, change.change, change.change_percent) for change in progress.measured_changes],
                         [("agencies/af/flows/unga", -1, -25)])

    # What is refused on the way.

    def test_no_step_is_left_out_and_no_history_rewritten(self):
        self.af_maps_its_flow()
        proposed = self.fk_proposes()
        self.assertEqual(proposed.state_day, PROPOSED)
        # A day ahead in any time zone.
        day_to_come = (datetime.date.today() + datetime.timedelta(days=2)).isoformat()
        steps = {
            "StartTrial": plans.StartTrialRequest(name=ACTION),
            "RecordStudy": plans.RecordStudyRequest(name=ACTION, outcome="Bra"),
            "CompleteAction": plans.CompleteActionRequest(name=ACTION),
            "ConcludeAction": plans.ConcludeActionRequest(name=ACTION, state=action_pb2.Action.STATE_ADOPTED),
        }
        for method, request in steps.items():
            with self.subTest(method):
                self.assert_fails(grpc.StatusCode.FAILED_PRECONDITION, getattr(self.plans, method), request,
                                  reason="STEP_NOT_ALLOWED", **FK)
        self.assert_fails(grpc.StatusCode.INVALID_ARGUMENT, self.plans.DecideAction,
                          plans.DecideActionRequest(name=ACTION, day=day_to_come), reason="INVALID_FIELD", **FK)
        self.assert_fails(grpc.StatusCode.INVALID_ARGUMENT, self.plans.DecideAction,
                          plans.DecideActionRequest(name=ACTION, day="2015-11-30"), reason="INVALID_FIELD", **FK)
        decided = self.fk_decides()
        self.assert_fails(grpc.StatusCode.INVALID_ARGUMENT, self.plans.StartTrial,
                          plans.StartTrialRequest(name=ACTION, day=PROPOSED), reason="INVALID_FIELD", **FK)
        self.assert_fails(grpc.StatusCode.FAILED_PRECONDITION, self.plans.DecideAction,
                          plans.DecideActionRequest(name=ACTION), reason="STEP_NOT_ALLOWED", **FK)

        # An update cannot touch the state or the history, and what has a history is not deleted.
        forged = action_pb2.Action(name=ACTION, title="Annat", kind=action_pb2.Action.KIND_IMPROVEMENT,
                                   state=action_pb2.Action.STATE_ADOPTED, state_day="2015-01-01")
        forged.history.add(state="STATE_ADOPTED", day="2015-01-01", by="agencies/af")
        updated = self.plans.UpdateAction(plans.UpdateActionRequest(action=forged), **FK)
        self.assertEqual((updated.title, updated.state, list(updated.history)),
                         ("Annat", decided.state, list(decided.history)))
        self.assert_fails(grpc.StatusCode.FAILED_PRECONDITION, self.plans.DeleteAction,
                          plans.DeleteActionRequest(name=ACTION), **FK)
        self.assert_fails(grpc.StatusCode.FAILED_PRECONDITION, self.plans.DeletePlan,
                          plans.DeletePlanRequest(name=PLAN), **FK)

    def test_nobody_decides_for_another(self):
        self.fk_proposes()
        self.assert_fails(grpc.StatusCode.PERMISSION_DENIED, self.plans.DecideAction,
                          plans.DecideActionRequest(name=ACTION), **AF)
        contributor = {"metadata": speaking_for("fk", ("contributor",)), "timeout": TIMEOUT}
        self.assert_fails(grpc.StatusCode.PERMISSION_DENIED, self.plans.DecideAction,
                          plans.DecideActionRequest(name=ACTION), **contributor)

    # The agreement.

    def add_function(self, agency):
        name = f"agencies/{agency}/functions/chef"
        self.fed.actors().CreateFunction(actor_registry_service_pb2.CreateFunctionRequest(
            parent=f"agencies/{agency}", function_id="chef",
            function=function_pb2.Function(display_name="Chef", level=level_pb2.LEVEL_STRATEGIC)),
            metadata=speaking_for(agency), timeout=TIMEOUT)
        return name

    def endorse(self, agency, agreement, **fields):
        values = {"subject": agreement.name, "subject_etag": agreement.etag,
                  "stance": endorsement_pb2.Endorsement.STANCE_SIGNED, "function": f"agencies/{agency}/functions/chef",
                  **fields}
        return self.plans.CreateEndorsement(plans.CreateEndorsementRequest(
            parent=f"agencies/{agency}", endorsement=endorsement_pb2.Endorsement(**values), request_id=request_id()),
            metadata=speaking_for(agency), timeout=TIMEOUT)

    def standing(self, name):
        shown = json.loads(self.fed.cli("agreement", "show", name, "-o", "json").stdout)
        return {party["party"]: party["standing"] for party in shown["parties"]}

    def test_an_agreement_holds_for_those_who_signed_its_present_text(self):
        for agency in ("af", "fk"):
            self.add_function(agency)
        agreement = self.plans.CreateAgreement(plans.CreateAgreementRequest(
            parent="agencies/af", agreement_id="avsikt", agreement=agreement_pb2.Agreement(
                display_name="Avsiktsförklaring", kind=agreement_pb2.Agreement.KIND_LETTER_OF_INTENT,
                text="Vi frågar efter intyg vid inskrivningen.", parties=["agencies/af", "agencies/fk"],
                valid_from="2016-02-01")), **AF)
        self.assertEqual(self.standing(agreement.name), {"agencies/af": "AWAITED", "agencies/fk": "AWAITED"})
        self.endorse("af", agreement)
        given = self.endorse("fk", agreement)
        self.assertEqual(self.standing(agreement.name), {"agencies/af": "SETTLED", "agencies/fk": "SETTLED"})

        # A text that is changed is signed by nobody, until it is signed again.
        changed = self.plans.UpdateAgreement(plans.UpdateAgreementRequest(agreement=agreement_pb2.Agreement(
            name=agreement.name, text="Vi frågar efter intyg inom en vecka.")), **AF)
        self.endorse("af", changed)
        self.assertEqual(self.standing(agreement.name), {"agencies/af": "SETTLED", "agencies/fk": "VOID"})

        # What was signed cannot be changed afterwards.
        details = self.assert_fails(
            grpc.StatusCode.INVALID_ARGUMENT, self.plans.UpdateEndorsement,
            plans.UpdateEndorsementRequest(endorsement=endorsement_pb2.Endorsement(
                name=given.name, subject_etag=changed.etag)), reason="INVALID_FIELD", **FK)
        self.assertEqual([violation.field for violation in details["BadRequest"].field_violations],
                         ["endorsement.subject_etag"])

    def test_nobody_endorses_for_another(self):
        for agency in ("af", "fk"):
            self.add_function(agency)
        subject = {"subject": "agencies/af/agreements/avsikt", "subject_etag": '"x"',
                   "stance": endorsement_pb2.Endorsement.STANCE_SIGNED}
        foreign = plans.CreateEndorsementRequest(parent="agencies/fk", endorsement=endorsement_pb2.Endorsement(
            function="agencies/fk/functions/chef", **subject))
        self.assert_fails(grpc.StatusCode.PERMISSION_DENIED, self.plans.CreateEndorsement, foreign, **AF)
        borrowed = plans.CreateEndorsementRequest(parent="agencies/af", endorsement=endorsement_pb2.Endorsement(
            function="agencies/fk/functions/chef", **subject))
        self.assert_fails(grpc.StatusCode.INVALID_ARGUMENT, self.plans.CreateEndorsement, borrowed,
                          reason="INVALID_FIELD", **AF)
        contributor = {"metadata": speaking_for("af", ("contributor",)), "timeout": TIMEOUT}
        own = plans.CreateEndorsementRequest(parent="agencies/af", endorsement=endorsement_pb2.Endorsement(
            function="agencies/af/functions/chef", **subject))
        self.assert_fails(grpc.StatusCode.PERMISSION_DENIED, self.plans.CreateEndorsement, own, **contributor)

#include "gateway/cli/import_flow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <sstream>

#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/verbs.h"
#include "samverkan/flows/v1/value_flow_service.pb.h"
#include "services/flows/eventlog/faults.h"
#include "services/platform/rpc/server.h"
#include "tests/unit/gateway/cli/testing.h"

namespace samverkan::cli {
namespace {

using flows::v1::Flow;
using flows::v1::GetFlowRequest;
using flows::v1::UpdateFlowRequest;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

// Keeps flows in memory, as an update without a mask does: what the request does not set stays as it is.
class FakeFlows {
 public:
  FakeFlows() : server_(Options()) {
    Service service = Service::Named("samverkan.flows.v1.ValueFlowService");
    service.Unary<GetFlowRequest, Flow>("GetFlow",
                                        [this](const CallContext&, GetFlowRequest request) { return Get(request); });
    service.Unary<UpdateFlowRequest, Flow>(
        "UpdateFlow", [this](const CallContext&, UpdateFlowRequest request) { return Update(request); });
    server_.Add(std::move(service));
    EXPECT_TRUE(server_.Begin().ok());
  }
  ~FakeFlows() { server_.Shutdown(); }

  const std::string& address() const { return server_.address(); }
  std::map<std::string, Flow> flows() const {
    std::lock_guard lock(mutex_);
    return flows_;
  }
  void Put(const Flow& flow) {
    std::lock_guard lock(mutex_);
    flows_[flow.name()] = flow;
  }

 private:
  static ServerOptions Options() {
    ServerOptions options;
    options.name = "fake";
    options.drain = std::chrono::milliseconds(100);
    return options;
  }

  Task<absl::StatusOr<Flow>> Get(GetFlowRequest request) {
    std::lock_guard lock(mutex_);
    auto found = flows_.find(request.name());
    if (found == flows_.end()) co_return absl::NotFoundError("no such flow");
    co_return found->second;
  }

  Task<absl::StatusOr<Flow>> Update(UpdateFlowRequest request) {
    std::lock_guard lock(mutex_);
    Flow flow = flows_[request.flow().name()];
    if (request.flow().steps_size() > 0) flow.clear_steps();
    flow.MergeFrom(request.flow());
    if (request.validate_only()) {
      if (!flows_[flow.name()].has_source()) flows_.erase(flow.name());
    } else {
      flows_[flow.name()] = flow;
    }
    co_return flow;
  }

  mutable std::mutex mutex_;
  std::map<std::string, Flow> flows_;
  Server server_;
};

class ImportFlowTest : public testing::Test {
 protected:
  ImportFlowTest() { absl::SetFlag(&FLAGS_as, "flow"); }

  // Six cases of A and B, an hour of work apart; a seventh only of A.
  static std::string Log(const std::string& last_activity = "A") {
    std::string log = "<log>\n";
    for (int i = 0; i < 6; ++i) {
      log += "<trace>" + Attribute("concept:name", "Hemlig") + Event("Ta emot", "07") + Event("Besluta", "08") +
             "</trace>\n";
    }
    return log + "<trace>" + Event(last_activity, "09") + "</trace>\n</log>\n";
  }
  static std::string Attribute(const std::string& key, const std::string& value) {
    return "<string key='" + key + "' value='" + value + "'/>";
  }
  static std::string Event(const std::string& activity, const std::string& hour) {
    return "<event>" + Attribute("concept:name", activity) + Attribute("org:group", "Grupp Hemlig") +
           "<date key='time:timestamp' value='2026-01-12T" + hour + ":00:00Z'/></event>";
  }

  int Import(const std::string& file, bool json = false) {
    out_.str("");
    err_.str("");
    Connection connection(TheContract(), {.address = flows_.address()});
    Session session{.contract = TheContract(),
                    .connection = connection,
                    .agency = "af",
                    .json = json,
                    .progress = true,
                    .out = out_,
                    .err = err_};
    return RunImport(session, {file});
  }

  Flow Stored(const std::string& id = "permits") {
    auto flows = flows_.flows();
    auto found = flows.find("agencies/af/flows/" + id);
    return found == flows.end() ? Flow() : found->second;
  }

  absl::FlagSaver saver_;
  TemporaryFolder folder_;
  FakeFlows flows_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(ImportFlowTest, TellsOfTheLogAndWritesItsTypicalCase) {
  EXPECT_EQ(Import(folder_.Write("permits.xes", Log())), kOk) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("permits.xes: 7 cases, 13 events, 3 activities, 2 variants\n"));
  EXPECT_THAT(out_.str(), HasSubstr("2026-01-12 to 2026-01-12; median time of a case 60 min"));
  EXPECT_THAT(out_.str(), HasSubstr("agencies/af/flows/permits: new\n"));
  EXPECT_THAT(err_.str(), HasSubstr("left out, since fewer than 5 cases have them: 0 pairs, 1 variants"));
  Flow flow = Stored();
  EXPECT_THAT(flow.steps(), SizeIs(2));
  EXPECT_EQ(flow.display_name(), "permits");
  EXPECT_EQ(flow.steps(1).wait_time().likely().seconds(), 3600);
}

TEST_F(ImportFlowTest, ChangesNothingTheSecondTime) {
  std::string file = folder_.Write("permits.xes", Log());
  ASSERT_EQ(Import(file), kOk);
  std::string before = Stored().SerializeAsString();
  EXPECT_EQ(Import(file), kOk);
  EXPECT_THAT(out_.str(), HasSubstr("agencies/af/flows/permits: same\n"));
  EXPECT_EQ(Stored().SerializeAsString(), before);
}

TEST_F(ImportFlowTest, WritesNothingInADryRun) {
  absl::SetFlag(&FLAGS_dry_run, true);
  EXPECT_EQ(Import(folder_.Write("permits.xes", Log())), kOk) << err_.str();
  EXPECT_THAT(err_.str(), HasSubstr("nothing was written"));
  EXPECT_THAT(flows_.flows(), IsEmpty());
}

TEST_F(ImportFlowTest, CountsForPrograms) {
  EXPECT_EQ(Import(folder_.Write("permits.xes", Log()), /*json=*/true), kOk) << err_.str();
  EXPECT_THAT(out_.str(), AllOf(HasSubstr("\"cases\": 7"), HasSubstr("\"medianCaseSeconds\": 3600"),
                                HasSubstr("\"count\": 6"), HasSubstr("\"new\": true")));
}

TEST_F(ImportFlowTest, NamesTheActorsOfTheTableAndNeverTheGroups) {
  absl::SetFlag(&FLAGS_functions,
                folder_.Write("f.csv", "grupp;aktör\nGrupp Hemlig;agencies/fk/functions/handlaggare\n"));
  absl::SetFlag(&FLAGS_flow_id, "f");
  absl::SetFlag(&FLAGS_group, "agencies/af/groups/g");
  EXPECT_EQ(Import(folder_.Write("permits.xes", Log())), kOk) << err_.str();
  EXPECT_EQ(Stored("f").steps(0).actor(), "agencies/fk/functions/handlaggare");
  EXPECT_EQ(Stored("f").group(), "agencies/af/groups/g");
  EXPECT_THAT(out_.str() + err_.str() + Stored("f").DebugString(), Not(HasSubstr("Hemlig")));
}

TEST_F(ImportFlowTest, KeepsWhatPeopleHaveAdded) {
  std::string file = folder_.Write("permits.xes", Log());
  ASSERT_EQ(Import(file), kOk);
  Flow flow = Stored();
  flow.mutable_steps(1)->set_value(Flow::VALUE_ADDING);
  flow.add_stops()->set_id("s");
  flows_.Put(flow);
  EXPECT_EQ(Import(file), kOk);
  EXPECT_THAT(out_.str(), HasSubstr("same\n"));
  EXPECT_EQ(Stored().DebugString(), flow.DebugString());
}

TEST_F(ImportFlowTest, LeavesAFlowAloneThatPeopleHaveMade) {
  Flow flow;
  flow.set_name("agencies/af/flows/permits");
  flow.mutable_source()->set_note("mapped on the wall");
  flows_.Put(flow);
  EXPECT_EQ(Import(folder_.Write("permits.xes", Log())), kFailed);
  EXPECT_THAT(err_.str(), HasSubstr("--flow-id"));
  EXPECT_EQ(Stored().DebugString(), flow.DebugString());
}

TEST_F(ImportFlowTest, WritesNothingOfALogThatItCannotUseAndNamesTheLine) {
  std::string log = Log("Ring 811228-9874");
  std::string file = folder_.Write("permits.xes", log);
  EXPECT_EQ(Import(file), kFailed);
  EXPECT_THAT(err_.str(), HasSubstr(file + ":8: concept:name of an event holds a personal number"));
  EXPECT_THAT(err_.str(), Not(HasSubstr("9874")));
  EXPECT_EQ(Import(folder_.Write("cut.xes", log.substr(0, 300))), kFailed);
  EXPECT_THAT(err_.str(), HasSubstr("the file ends too early"));
  EXPECT_THAT(flows_.flows(), IsEmpty());
}

TEST_F(ImportFlowTest, TellsALogWithoutACommonWayAndMakesNone) {
  absl::SetFlag(&FLAGS_threshold, 7);
  EXPECT_EQ(Import(folder_.Write("permits.xes", Log())), kFailed);
  EXPECT_THAT(out_.str(), HasSubstr("7 cases"));
  EXPECT_THAT(err_.str(), HasSubstr("No flow was made: no variant has enough cases to be shown."));
  EXPECT_THAT(flows_.flows(), IsEmpty());
}

TEST_F(ImportFlowTest, RefusesAThresholdBelowThree) {
  absl::SetFlag(&FLAGS_threshold, 2);
  EXPECT_EQ(Import(folder_.Write("permits.xes", Log())), kUsage);
}

TEST_F(ImportFlowTest, RefusesAFileNameWithAPersonalNumber) {
  EXPECT_EQ(Import(folder_.Write("811228-9874.xes", Log())), kFailed);
  EXPECT_THAT(err_.str(), AllOf(HasSubstr("rename it"), Not(HasSubstr("9874"))));
}

TEST(LogFaultTextTest, HasEveryFaultInSwedish) {
  for (absl::string_view fault : kEventLogFaults) EXPECT_EQ(SwedishTexts().count(fault), 1u) << fault;
  SetLanguage(Language::kSwedish);
  EXPECT_EQ(LogFaultText("x.xes", FaultAt(3, kMalformedFault, "mismatched tag").message()),
            "x.xes:3: detta är ingen välformad XML (mismatched tag)");
  SetLanguage(Language::kEnglish);
}

TEST(TimeTextTest, TakesTheUnitThatReadsBest) {
  EXPECT_EQ(WorkingTimeText(absl::Seconds(45)), "45 s");
  EXPECT_EQ(WorkingTimeText(absl::Minutes(47)), "47 min");
  EXPECT_EQ(WorkingTimeText(absl::Hours(12)), "12 h");
  EXPECT_EQ(WorkingTimeText(absl::Hours(32)), "4 working days");
  EXPECT_EQ(CalendarTimeText(absl::Hours(32)), "32 h");
  EXPECT_EQ(CalendarTimeText(absl::Hours(60)), "2.5 days");
}

}  // namespace
}  // namespace samverkan::cli

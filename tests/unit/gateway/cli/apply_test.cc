#include "gateway/cli/apply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gateway/cli/resume.h"
#include "samverkan/plans/v1/action_plan_service.pb.h"
#include "tests/unit/gateway/cli/fake_registry.h"
#include "tests/unit/gateway/cli/testing.h"

namespace samverkan::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

// Takes plans at the fourth try, and actions at once; tells in which order it was called.
class FakePlans {
 public:
  FakePlans() : server_({.name = "fake", .drain = std::chrono::milliseconds(100)}) {
    Service service = Service::Named("samverkan.plans.v1.ActionPlanService");
    service.Unary<plans::v1::BatchUpdatePlansRequest, plans::v1::BatchUpdatePlansResponse>(
        "BatchUpdatePlans", [this](const CallContext&, auto request) { return TakePlans(std::move(request)); });
    service.Unary<plans::v1::BatchUpdateActionsRequest, plans::v1::BatchUpdateActionsResponse>(
        "BatchUpdateActions", [this](const CallContext&, auto request) { return TakeActions(std::move(request)); });
    server_.Add(std::move(service));
    EXPECT_TRUE(server_.Begin().ok());
  }
  ~FakePlans() { server_.Shutdown(); }

  const std::string& address() const { return server_.address(); }
  std::vector<std::string> calls() const {
    std::lock_guard lock(mutex_);
    return calls_;
  }

 private:
  size_t Note(const std::string& call) {
    std::lock_guard lock(mutex_);
    calls_.push_back(call);
    return calls_.size();
  }
  Task<absl::StatusOr<plans::v1::BatchUpdatePlansResponse>> TakePlans(plans::v1::BatchUpdatePlansRequest request) {
    if (Note("plans") < 4) co_return absl::UnavailableError("not now");
    plans::v1::BatchUpdatePlansResponse response;
    for (const auto& one : request.requests()) *response.add_plans() = one.plan();
    co_return response;
  }
  Task<absl::StatusOr<plans::v1::BatchUpdateActionsResponse>> TakeActions(
      plans::v1::BatchUpdateActionsRequest request) {
    Note("actions");
    plans::v1::BatchUpdateActionsResponse response;
    for (const auto& one : request.requests()) *response.add_actions() = one.action();
    co_return response;
  }

  mutable std::mutex mutex_;
  std::vector<std::string> calls_;
  Server server_;
};

class ApplyTest : public testing::Test {
 protected:
  void Serve(FakeRegistry::Failure failure = nullptr) { server_ = std::make_unique<FakeRegistry>(std::move(failure)); }

  // The exit code of an apply of these lines.
  int Apply(const std::string& lines) { return ApplyAt(server_->address(), lines); }
  int ApplyAt(const std::string& address, const std::string& lines) {
    options_.files = {folder_.Write("input", lines)};
    options_.push.first_pause = absl::Milliseconds(1);
    options_.push.longest_pause = absl::Milliseconds(5);
    err_.str("");
    Connection connection(TheContract(), {.address = address, .agency = "af"});
    Session session{.contract = TheContract(), .connection = connection, .agency = "af", .out = out_, .err = err_};
    return cli::Apply(session, options_);
  }

  static std::string Units(int count, const std::string& agency = "af") {
    std::string lines;
    for (int i = 0; i < count; ++i) absl::StrAppend(&lines, UnitLine(agency, absl::StrCat("u", i)));
    return lines;
  }

  TemporaryFolder folder_;
  std::unique_ptr<FakeRegistry> server_;
  ApplyOptions options_;
  std::ostringstream out_;
  std::ostringstream err_;
};

absl::Status Unavailable() { return absl::UnavailableError("not now"); }

// Refuses the first record whose display name is `bad`, as the servers do.
absl::Status RefuseBad(int, const FakeRegistry::Request& request) {
  for (int i = 0; i < request.requests_size(); ++i) {
    if (request.requests(i).unit().display_name() != "bad") continue;
    return InvalidField(absl::StrCat("requests[", i, "].unit.display_name"), "must not be bad");
  }
  return absl::OkStatus();
}

TEST_F(ApplyTest, SendsEverythingInBatches) {
  Serve();
  options_.batch = 10;
  EXPECT_EQ(Apply(Units(25)), kOk) << err_.str();
  EXPECT_THAT(server_->units(), SizeIs(25));
  EXPECT_THAT(server_->requests(), SizeIs(3));
  EXPECT_THAT(err_.str(), HasSubstr("25 applied, 0 refused"));
}

TEST_F(ApplyTest, RepeatsAnUnansweredBatchWithTheSameRequestId) {
  Serve([](int call, const auto&) { return call < 3 ? Unavailable() : absl::OkStatus(); });
  EXPECT_EQ(Apply(Units(5)), kOk) << err_.str();
  auto requests = server_->requests();
  ASSERT_THAT(requests, SizeIs(4));
  for (const auto& request : requests) EXPECT_EQ(request.SerializeAsString(), requests[0].SerializeAsString());
  EXPECT_THAT(err_.str(), HasSubstr("waiting: not now"));
}

TEST_F(ApplyTest, RetriesContentionButNoStaleEtag) {
  Serve([](int call, const auto&) {
    return call > 0 ? absl::OkStatus()
                    : MakeError(absl::StatusCode::kAborted, type::v1::ERROR_REASON_CONTENTION, "others");
  });
  EXPECT_EQ(Apply(Units(1)), kOk);
  Serve([](int, const auto&) {
    return MakeError(absl::StatusCode::kAborted, type::v1::ERROR_REASON_ETAG_MISMATCH, "stale",
                     {{"resource", "agencies/af/units/u0"}});
  });
  EXPECT_EQ(Apply(Units(1)), kFailed);
  EXPECT_THAT(server_->requests(), SizeIs(1));
  EXPECT_THAT(err_.str(), HasSubstr("input:1: stale"));
}

TEST_F(ApplyTest, GivesUpWhenNobodyAnswersForLong) {
  Serve([](int, const auto&) { return Unavailable(); });
  options_.push.retry_for = absl::Milliseconds(30);
  options_.batch = 1;
  EXPECT_EQ(Apply(Units(50)), kFailed);
  EXPECT_THAT(err_.str(), HasSubstr("Not all was sent"));
}

TEST_F(ApplyTest, TellsEachBadLineAndSendsTheOthers) {
  Serve(RefuseBad);
  std::string lines =
      Units(40) + UnitLine("af", "x", "bad") + "nonsense\n" + UnitLine("af", "y", "bad") + Units(40, "fk");
  EXPECT_EQ(Apply(lines), kFailed);
  EXPECT_THAT(server_->units(), SizeIs(80));
  EXPECT_THAT(err_.str(), HasSubstr("input:41: display_name: must not be bad\n"));
  EXPECT_THAT(err_.str(), HasSubstr("input:42: each line must begin"));
  EXPECT_THAT(err_.str(), HasSubstr("input:43: display_name: must not be bad\n"));
  EXPECT_THAT(err_.str(), HasSubstr("80 applied, 3 refused"));
  EXPECT_LE(server_->requests().size(), 6u);
}

TEST_F(ApplyTest, FindsABadRecordThatTheServerDoesNotName) {
  Serve([](int call, const FakeRegistry::Request& request) {
    absl::Status refused = RefuseBad(call, request);
    return refused.ok() ? refused : absl::FailedPreconditionError("something is wrong");
  });
  EXPECT_EQ(Apply(Units(9) + UnitLine("af", "x", "bad") + UnitLine("af", "z")), kFailed);
  EXPECT_THAT(server_->units(), SizeIs(10));
  EXPECT_THAT(err_.str(), HasSubstr("input:10: something is wrong\n"));
}

TEST_F(ApplyTest, DoesNotDivideABatchThatTheCallerMayNotSend) {
  Serve([](int, const auto&) {
    return MakeError(absl::StatusCode::kPermissionDenied, type::v1::ERROR_REASON_PERMISSION_DENIED, "not yours");
  });
  EXPECT_EQ(Apply(Units(20)), kFailed);
  EXPECT_THAT(server_->requests(), SizeIs(1));
  EXPECT_THAT(err_.str(), HasSubstr("0 applied, 20 refused"));
}

TEST_F(ApplyTest, WritesAParentBeforeItsChildren) {
  FakePlans server;
  std::string lines =
      R"({"@type":"type.googleapis.com/samverkan.plans.v1.Plan","name":"agencies/af/plans/p"})"
      "\n"
      R"({"@type":"type.googleapis.com/samverkan.plans.v1.Action","name":"agencies/af/plans/p/actions/a"})";
  EXPECT_EQ(ApplyAt(server.address(), lines), kOk) << err_.str();
  EXPECT_THAT(server.calls(), ElementsAre("plans", "plans", "plans", "plans", "actions"));
}

TEST_F(ApplyTest, WritesTheLinesOfOneResourceInTheirOrder) {
  Serve([](int call, const auto&) { return call % 3 == 0 ? Unavailable() : absl::OkStatus(); });
  std::string lines;
  for (int i = 0; i < 30; ++i) {
    absl::StrAppend(&lines, UnitLine("af", "same", absl::StrCat("version ", i)), UnitLine("af", absl::StrCat("u", i)));
  }
  EXPECT_EQ(Apply(lines), kOk) << err_.str();
  EXPECT_EQ(server_->units()["agencies/af/units/same"], "version 29");
}

TEST_F(ApplyTest, KeepsToTheNumberInFlight) {
  Serve();
  options_.batch = 1;
  options_.push.in_flight = 3;
  EXPECT_EQ(Apply(Units(100)), kOk);
  EXPECT_LE(server_->most_in_flight(), 3);
}

TEST_F(ApplyTest, GoesOnAtTheFirstUnacknowledgedBatch) {
  std::atomic<bool> down{true};
  Serve([&](int, const FakeRegistry::Request& request) {
    bool late = request.requests(0).unit().name() >= "agencies/af/units/u5";
    return down && late ? Unavailable() : absl::OkStatus();
  });
  options_.batch = 1;
  options_.push.in_flight = 1;
  options_.push.retry_for = absl::Milliseconds(20);
  options_.resume = folder_.Path("place");
  EXPECT_EQ(Apply(Units(10)), kFailed);
  auto state = LoadResumeState(options_.resume, *HashOfFiles(options_.files));
  ASSERT_TRUE(state.ok()) << state.status();
  EXPECT_EQ(state->offset, static_cast<int64_t>(Units(5).size()));

  down = false;
  size_t before = server_->requests().size();
  EXPECT_EQ(Apply(Units(10)), kOk) << err_.str();
  EXPECT_THAT(err_.str(), HasSubstr("going on at byte"));
  EXPECT_EQ(server_->requests().size() - before, 5u);
  EXPECT_THAT(server_->units(), SizeIs(10));
  EXPECT_FALSE(std::filesystem::exists(options_.resume)) << "it goes when the work is done";
}

TEST_F(ApplyTest, DoesNotResumeAnotherInput) {
  Serve();
  options_.resume = folder_.Write("place", "samverkan-resume-1\nabc\n10\n0\n");
  EXPECT_EQ(Apply(Units(1)), kFailed);
  EXPECT_THAT(server_->requests(), SizeIs(0));
}

TEST_F(ApplyTest, TellsAFileThatCannotBeRead) {
  Serve();
  Connection connection(TheContract(), {.address = server_->address()});
  Session session{.contract = TheContract(), .connection = connection, .out = out_, .err = err_};
  EXPECT_EQ(cli::Apply(session, {.files = {folder_.Path("absent")}}), kFailed);
  EXPECT_THAT(err_.str(), HasSubstr("cannot be read"));
}

}  // namespace
}  // namespace samverkan::cli

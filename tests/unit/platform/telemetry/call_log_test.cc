#include "services/platform/telemetry/call_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace samverkan {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr int kOk = 0;
constexpr int kNotFound = 5;
constexpr int kUnavailable = 14;

class CallLogTest : public testing::Test {
 protected:
  CallLog Make(bool every_call = false, int faults_per_second = 3) {
    return CallLog(
        {.every_call = every_call, .faults_per_second = faults_per_second, .clock = [this] { return now_; }});
  }

  std::string Written(CallLog& log, int code, int times = 1) {
    testing::internal::CaptureStderr();
    for (int i = 0; i < times; ++i) {
      log.Write({.method = "/s/Get", .code = code, .took = milliseconds(12), .trace = trace_, .agency = "af"});
    }
    return testing::internal::GetCapturedStderr();
  }

  const TraceContext trace_ = TraceContext::Begin();
  steady_clock::time_point now_ = steady_clock::now();
};

int Lines(const std::string& text) { return static_cast<int>(std::count(text.begin(), text.end(), '\n')); }

TEST_F(CallLogTest, TellsOfAServersFaultWithItsTrace) {
  CallLog log = Make();
  EXPECT_THAT(Written(log, kUnavailable),
              AllOf(HasSubstr(R"("event":"call failed","method":"/s/Get","code":"UNAVAILABLE","duration_ms":"12.000")"),
                    HasSubstr(R"("trace":")" + trace_.trace_id() + R"(","agency":"af"})")));
}

TEST_F(CallLogTest, SaysNothingOfSuccessesAndOfCallersMistakes) {
  CallLog log = Make();
  EXPECT_THAT(Written(log, kOk), IsEmpty());
  EXPECT_THAT(Written(log, kNotFound), IsEmpty());
}

TEST_F(CallLogTest, TakesTheseCodesForTheServersFault) {
  std::vector<int> faults;
  for (int code = 0; code < 17; ++code) {
    if (IsServerFault(code)) faults.push_back(code);
  }
  // UNKNOWN, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, INTERNAL, UNAVAILABLE, DATA_LOSS.
  EXPECT_THAT(faults, testing::ElementsAre(2, 4, 8, 13, 14, 15));
}

TEST_F(CallLogTest, WritesEveryCallIfAsked) {
  CallLog log = Make(true, 3);
  EXPECT_THAT(Written(log, kOk), AllOf(HasSubstr(R"("event":"call","method":"/s/Get","code":"OK")"), EndsWith("}\n")));
  EXPECT_EQ(Lines(Written(log, kUnavailable, 10)), 10) << "none is left out";
}

TEST_F(CallLogTest, LeavesFaultsOutAboveItsBoundAndSaysHowMany) {
  CallLog log = Make();
  std::string burst = Written(log, kUnavailable, 10);
  EXPECT_EQ(Lines(burst), 3);
  EXPECT_THAT(burst, Not(HasSubstr("suppressed")));
  now_ += milliseconds(999);
  EXPECT_THAT(Written(log, kUnavailable), IsEmpty());
  now_ += milliseconds(1);
  EXPECT_THAT(Written(log, kUnavailable), HasSubstr(R"("suppressed":"8"})"));
  EXPECT_THAT(Written(log, kUnavailable), Not(HasSubstr("suppressed"))) << "told once";
}

}  // namespace
}  // namespace samverkan

#include "gateway/cli/errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/platform/rpc/error.h"

namespace samverkan::cli {
namespace {

using absl::StatusCode;
using testing::HasSubstr;
using testing::Not;

TEST(ErrorsTest, TellsMessageReasonFieldsAndWhatToDo) {
  FieldViolations violations;
  violations.Add("requests[0].meeting.level", "is required");
  violations.Add("requests[0].meeting.state", "is required");
  std::string text = Explain(violations.ToStatus());
  EXPECT_THAT(text, HasSubstr("error: requests[0].meeting.level: is required\n"));
  EXPECT_THAT(text, HasSubstr("reason: INVALID_FIELD\n"));
  EXPECT_THAT(text, HasSubstr("  requests[0].meeting.state: is required\n"));
  EXPECT_THAT(text, HasSubstr("Mend the fields"));
}

TEST(ErrorsTest, HasAdviceForAServerThatIsNotThere) {
  EXPECT_THAT(Explain(absl::UnavailableError("connection refused")), HasSubstr("SAMVERKAN_GRPC"));
  EXPECT_THAT(Explain(absl::DataLossError("x")), HasSubstr("reason: DATA_LOSS"));
}

TEST(ErrorsTest, KnowsWhatMaySucceedLater) {
  auto contention = MakeError(StatusCode::kAborted, type::v1::ERROR_REASON_CONTENTION, "x");
  auto etag = MakeError(StatusCode::kAborted, type::v1::ERROR_REASON_ETAG_MISMATCH, "x");
  auto defect = MakeError(StatusCode::kInternal, type::v1::ERROR_REASON_INTERNAL, "x");
  EXPECT_TRUE(IsTransient(contention));
  EXPECT_TRUE(IsTransient(absl::UnavailableError("x")));
  EXPECT_TRUE(IsTransient(absl::DeadlineExceededError("x")));
  EXPECT_TRUE(IsTransient(absl::UnknownError("stream removed")));
  EXPECT_FALSE(IsTransient(etag));
  EXPECT_FALSE(IsTransient(defect));
  EXPECT_FALSE(IsTransient(InvalidField("name", "x")));
  EXPECT_FALSE(IsTransient(absl::OkStatus()));
}

}  // namespace
}  // namespace samverkan::cli

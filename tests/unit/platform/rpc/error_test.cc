#include "services/platform/rpc/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/support/status.h"

namespace samverkan {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::SizeIs;

google::rpc::Status WireOf(const absl::Status& status) {
  google::rpc::Status wire;
  EXPECT_TRUE(wire.ParseFromString(ToGrpcStatus(status).error_details()));
  return wire;
}

google::rpc::BadRequest ViolationsOf(const absl::Status& status) {
  google::rpc::BadRequest request;
  const google::rpc::Status wire = WireOf(status);
  for (const auto& detail : wire.details()) {
    if (detail.Is<google::rpc::BadRequest>()) detail.UnpackTo(&request);
  }
  return request;
}

TEST(ErrorTest, TravelsToTheWireAndBack) {
  absl::Status error =
      MakeError(absl::StatusCode::kNotFound, type::v1::ERROR_REASON_WRONG_OWNER, "Not mine.", {{"agency", "fk"}});
  EXPECT_EQ(FromGrpcStatus(ToGrpcStatus(error)), error);
  EXPECT_EQ(ReasonOf(error), type::v1::ERROR_REASON_WRONG_OWNER);
}

TEST(ErrorTest, BecomesOkFromOk) {
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok());
  EXPECT_TRUE(FromGrpcStatus(grpc::Status::OK).ok());
  EXPECT_TRUE(FieldViolations().ToStatus().ok());
}

TEST(ErrorTest, GetsAReasonWhereNobodyGaveOne) {
  struct Row {
    absl::Status status;
    std::string told;
  };
  const Row rows[] = {{absl::InvalidArgumentError(""), "INVALID_ARGUMENT INVALID_FIELD"},
                      {absl::NotFoundError(""), "NOT_FOUND RESOURCE_NOT_FOUND"},
                      {absl::AlreadyExistsError(""), "ALREADY_EXISTS RESOURCE_EXISTS"},
                      {absl::AbortedError(""), "ABORTED CONTENTION"},
                      {absl::OutOfRangeError(""), "OUT_OF_RANGE CURSOR_EXPIRED"},
                      {absl::CancelledError(""), "CANCELLED CANCELLED"},
                      {absl::DeadlineExceededError(""), "DEADLINE_EXCEEDED CANCELLED"},
                      {absl::ResourceExhaustedError(""), "RESOURCE_EXHAUSTED LIMIT_EXCEEDED"},
                      {absl::PermissionDeniedError(""), "PERMISSION_DENIED PERMISSION_DENIED"},
                      {absl::FailedPreconditionError(""), "FAILED_PRECONDITION FAILED_PRECONDITION"},
                      {absl::UnavailableError(""), "UNAVAILABLE STORE_FAILED"},
                      {absl::DataLossError(""), "DATA_LOSS STORE_FAILED"},
                      {absl::UnknownError(""), "UNKNOWN INTERNAL"}};
  for (const Row& row : rows) EXPECT_EQ(Told(ToGrpcStatus(row.status)), row.told);
}

TEST(ErrorTest, TellsTheFirstFieldsOfMany) {
  FieldViolations violations;
  for (int i = 0; i < 1'000; ++i) violations.Add(absl::StrCat("tags[", i, "]"), "is wrong");
  EXPECT_THAT(ViolationsOf(violations.ToStatus()).field_violations(), SizeIs(20));
}

TEST(ErrorTest, FitsIntoTheTrailersThatPeersTake) {
  FieldViolations violations;
  for (int i = 0; i < 1'000; ++i) {
    violations.Add(absl::StrCat(std::string(300, 'f'), "[", i, "]"), std::string(2'000, 'd'));
  }
  // Base64 makes four bytes of three; gRPC's peers take 8 KiB of metadata in all.
  EXPECT_LT(ToGrpcStatus(violations.ToStatus()).error_details().size() * 4 / 3, 6'500u);
  EXPECT_FALSE(ViolationsOf(violations.ToStatus()).field_violations().empty());
}

TEST(ErrorTest, CutsALongMessageBetweenCharacters) {
  grpc::Status status = ToGrpcStatus(absl::InternalError(absl::StrCat(std::string(999, 'a'), "åäö")));
  EXPECT_EQ(status.error_message(), std::string(999, 'a'));
}

TEST(ErrorTest, SurvivesDetailsThatAreNoStatus) {
  absl::Status status = FromGrpcStatus(grpc::Status(grpc::StatusCode::ABORTED, "lost", "\xff\xff"));
  EXPECT_EQ(status, absl::AbortedError("lost"));
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_UNSPECIFIED);
}

TEST(ShownTest, KeepsTextThatPeopleRead) {
  EXPECT_EQ(Shown("Möte om återgång"), "Möte om återgång");
  EXPECT_EQ(Shown("会議 😀"), "会議 😀");
  EXPECT_EQ(Shown(""), "");
}

TEST(ShownTest, ReplacesControlCharacters) {
  EXPECT_EQ(Shown(absl::string_view("a\0b\nc\x7f", 6)), "a?b?c?");
  EXPECT_EQ(Shown("a\xc2\x85z"), "a?z");
  // Right-to-left override: the rest of a line would be shown backwards.
  EXPECT_EQ(Shown("a\xe2\x80\xaez"), "a?z");
}

TEST(ShownTest, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(Shown("\xff\xfe"), "??");
  EXPECT_EQ(Shown("a\xc3"), "a?");
  EXPECT_EQ(Shown("\xc0\xaf"), "??");
  EXPECT_EQ(Shown("\xed\xa0\x80"), "???");
  EXPECT_EQ(Shown("\xf4\x90\x80\x80"), "????");
}

TEST(ShownTest, CutsLongTextBetweenCharacters) {
  EXPECT_EQ(Shown("abcdef", 3), "abc…");
  EXPECT_EQ(Shown("abå", 3), "ab…");
  EXPECT_THAT(Shown(std::string(1'000'000, '\xc3')), EndsWith("?…"));
}

}  // namespace
}  // namespace samverkan

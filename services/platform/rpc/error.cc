#include "services/platform/rpc/error.h"

#include <google/protobuf/any.pb.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "services/platform/privacy/guard.h"
#include "services/platform/rpc/utf8.h"

namespace samverkan {
namespace {

using type::v1::ErrorReason;

constexpr absl::string_view kDomain = "samverkan";
constexpr absl::string_view kReasonPrefix = "ERROR_REASON_";
constexpr absl::string_view kTypePrefix = "type.googleapis.com/";
// gRPC carries errors in trailers, as base64, and peers cap these at 8 KiB.
constexpr size_t kMaxViolations = 20;
constexpr size_t kMaxViolationBytes = 2'500;
constexpr size_t kMaxText = 300;
constexpr size_t kMaxMessage = 1'000;

template <typename Detail>
std::string TypeUrl() {
  return absl::StrCat(kTypePrefix, Detail::descriptor()->full_name());
}

template <typename Detail>
void Attach(absl::Status& status, const Detail& detail) {
  status.SetPayload(TypeUrl<Detail>(), absl::Cord(detail.SerializeAsString()));
}

ErrorReason DefaultReason(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
      return ErrorReason::ERROR_REASON_INVALID_FIELD;
    case absl::StatusCode::kNotFound:
      return ErrorReason::ERROR_REASON_RESOURCE_NOT_FOUND;
    case absl::StatusCode::kAlreadyExists:
      return ErrorReason::ERROR_REASON_RESOURCE_EXISTS;
    case absl::StatusCode::kAborted:
      return ErrorReason::ERROR_REASON_CONTENTION;
    case absl::StatusCode::kOutOfRange:
      return ErrorReason::ERROR_REASON_CURSOR_EXPIRED;
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kDeadlineExceeded:
      return ErrorReason::ERROR_REASON_CANCELLED;
    case absl::StatusCode::kResourceExhausted:
      return ErrorReason::ERROR_REASON_LIMIT_EXCEEDED;
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
      return ErrorReason::ERROR_REASON_PERMISSION_DENIED;
    case absl::StatusCode::kFailedPrecondition:
      return ErrorReason::ERROR_REASON_FAILED_PRECONDITION;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDataLoss:
      return ErrorReason::ERROR_REASON_STORE_FAILED;
    default:
      return ErrorReason::ERROR_REASON_INTERNAL;
  }
}

// Control characters, and those that turn the direction in which the rest of a line is read.
bool IsControl(absl::string_view character) {
  if (character.size() == 1) return absl::ascii_iscntrl(static_cast<unsigned char>(character[0]));
  return (character >= "\u0080" && character <= "\u009f") || (character >= "\u202a" && character <= "\u202e") ||
         (character >= "\u2066" && character <= "\u2069");
}

}  // namespace

absl::Status MakeError(absl::StatusCode code, ErrorReason reason, absl::string_view message, ErrorMetadata metadata) {
  absl::Status status(code, message);
  google::rpc::ErrorInfo info;
  info.set_domain(std::string(kDomain));
  info.set_reason(ErrorReason_Name(reason).substr(kReasonPrefix.size()));
  for (const auto& [key, value] : metadata) {
    (*info.mutable_metadata())[std::string(key)] = std::string(CutText(value, kMaxText));
  }
  Attach(status, info);
  return status;
}

absl::Status WithRetryAfter(absl::Status error, absl::Duration delay) {
  google::rpc::RetryInfo info;
  info.mutable_retry_delay()->set_seconds(absl::ToInt64Seconds(delay));
  info.mutable_retry_delay()->set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(delay - absl::Seconds(absl::ToInt64Seconds(delay)))));
  Attach(error, info);
  return error;
}

absl::Status InvalidField(absl::string_view path, absl::string_view description) {
  FieldViolations violations;
  violations.Add(std::string(path), std::string(description));
  return violations.ToStatus();
}

void FieldViolations::Add(std::string path, std::string description) {
  path = std::string(CutText(path, kMaxText));
  description = std::string(CutText(description, kMaxText));
  bytes_ += path.size() + description.size();
  if (violations_.size() == kMaxViolations || bytes_ > kMaxViolationBytes) return;
  violations_.emplace_back(std::move(path), std::move(description));
}

void FieldViolations::AddPersonalData(std::string path, std::string description) {
  reason_ = ErrorReason::ERROR_REASON_PERSONAL_DATA;
  Add(std::move(path), std::move(description));
}

absl::Status FieldViolations::ToStatus() const {
  if (violations_.empty()) return absl::OkStatus();
  const auto& [path, description] = violations_.front();
  absl::Status status = MakeError(absl::StatusCode::kInvalidArgument, reason_,
                                  absl::StrCat(path.empty() ? "request" : path, ": ", description), {{"field", path}});
  google::rpc::BadRequest details;
  for (const auto& [path, description] : violations_) {
    auto* violation = details.add_field_violations();
    violation->set_field(path);
    violation->set_description(description);
  }
  Attach(status, details);
  return status;
}

ErrorReason ReasonOf(const absl::Status& status) {
  auto payload = status.GetPayload(TypeUrl<google::rpc::ErrorInfo>());
  google::rpc::ErrorInfo info;
  ErrorReason reason = ErrorReason::ERROR_REASON_UNSPECIFIED;
  if (payload && info.ParseFromString(std::string(*payload))) {
    ErrorReason_Parse(absl::StrCat(kReasonPrefix, info.reason()), &reason);
  }
  return reason;
}

std::string Shown(absl::string_view text, size_t max_bytes) {
  if (!PersonalDataProblem(text).empty()) return "…";
  std::string shown;
  for (absl::string_view rest = CutText(text, max_bytes); !rest.empty();) {
    size_t size = CharacterSize(rest);
    bool fit = size > 0 && !IsControl(rest.substr(0, size));
    absl::StrAppend(&shown, fit ? rest.substr(0, size) : "?");
    rest.remove_prefix(std::max<size_t>(size, 1));
  }
  if (text.size() > max_bytes) absl::StrAppend(&shown, "…");
  return shown;
}

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  if (ReasonOf(status) == ErrorReason::ERROR_REASON_UNSPECIFIED) {
    return ToGrpcStatus(MakeError(status.code(), DefaultReason(status.code()), status.message()));
  }
  google::rpc::Status wire;
  wire.set_code(static_cast<int>(status.code()));
  wire.set_message(std::string(CutText(status.message(), kMaxMessage)));
  status.ForEachPayload([&](absl::string_view type_url, const absl::Cord& payload) {
    google::protobuf::Any* detail = wire.add_details();
    detail->set_type_url(std::string(type_url));
    detail->set_value(std::string(payload));
  });
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), wire.message(), wire.SerializeAsString());
}

absl::Status FromGrpcStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  google::rpc::Status wire;
  if (wire.ParseFromString(status.error_details())) {
    for (const google::protobuf::Any& detail : wire.details()) {
      result.SetPayload(detail.type_url(), absl::Cord(detail.value()));
    }
  }
  return result;
}

}  // namespace samverkan

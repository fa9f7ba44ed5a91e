#include "tests/support/status.h"

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "services/platform/rpc/error.h"

namespace samverkan {
namespace {

template <typename Detail>
Detail DetailOf(const absl::Status& status) {
  Detail detail;
  auto payload = status.GetPayload("type.googleapis.com/" + Detail::descriptor()->full_name());
  if (payload) detail.ParseFromString(std::string(*payload));
  return detail;
}

}  // namespace

std::string Told(const absl::Status& status) {
  std::string told = absl::StatusCodeToString(status.code());
  auto info = DetailOf<google::rpc::ErrorInfo>(status);
  if (!info.reason().empty()) absl::StrAppend(&told, " ", info.reason());
  auto request = DetailOf<google::rpc::BadRequest>(status);
  for (const auto& violation : request.field_violations()) absl::StrAppend(&told, " ", violation.field());
  if (request.field_violations().empty() && info.metadata().contains("field")) {
    absl::StrAppend(&told, " ", info.metadata().at("field"));
  }
  return told;
}

std::string Told(const grpc::Status& status) { return Told(FromGrpcStatus(status)); }

}  // namespace samverkan

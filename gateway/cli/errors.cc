#include "gateway/cli/errors.h"

#include <map>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "gateway/cli/texts.h"
#include "google/rpc/error_details.pb.h"
#include "services/platform/rpc/error.h"

namespace samverkan::cli {
namespace {

using absl::StatusCode;

template <typename Detail>
Detail DetailOf(const absl::Status& status) {
  Detail detail;
  auto payload = status.GetPayload(absl::StrCat("type.googleapis.com/", Detail::descriptor()->full_name()));
  if (payload) detail.ParseFromString(std::string(*payload));
  return detail;
}

// What to do, by reason or, where there is none, by code.
absl::string_view AdviceOf(const absl::Status& status) {
  static const auto& advice = *new std::map<std::string, absl::string_view>{
      {"INVALID_FIELD", "Mend the fields named above and try again."},
      {"INVALID_FILTER", "Filters compare fields: state = STATE_MISSING AND level = LEVEL_STRATEGIC."},
      {"INVALID_PAGE_TOKEN", "Begin the list again without a page token."},
      {"RESOURCE_NOT_FOUND", "Check the name, and that --agency may see it; `samverkan list` shows what there is."},
      {"RESOURCE_EXISTS", "Use `samverkan apply` to write what may exist already."},
      {"ETAG_MISMATCH", "Someone changed it meanwhile: read it again and apply your change to that."},
      {"CONTENTION", "Others write the same; try again."},
      {"WRONG_OWNER", "This server keeps another agency's slice: name that agency, or ask the gateway."},
      {"UNKNOWN_MEMBER", "`samverkan members` shows who belongs to the federation."},
      {"MEMBER_UNREACHABLE",
       "The agency's node does not answer; `samverkan members` shows how it is. Try again later."},
      {"ONE_AGENCY_REQUIRED", "Name one agency: --parent agencies/ID."},
      {"SHUTTING_DOWN", "The server restarts; try again."},
      {"PERMISSION_DENIED", "Use a token (--token) or agency (--agency) that may do this."},
      {"LIMIT_EXCEEDED", "Ask for less at a time, or send smaller batches (--batch)."},
      {"STORE_FAILED", "The server cannot write; its operator must look at its log."},
      {"CANCELLED", "It took too long; try again, or allow more time (--timeout)."},
      {"UNAVAILABLE", "Nobody answers at the address: check --gateway (or SAMVERKAN_GRPC), and that the server runs."},
      {"DEADLINE_EXCEEDED", "It took too long; try again, or allow more time (--timeout)."},
      {"UNIMPLEMENTED", "This server does not serve that: is --gateway the gateway's address?"},
  };
  auto found = advice.find(ReasonNameOf(status));
  return found == advice.end() ? absl::string_view() : found->second;
}

}  // namespace

std::vector<FieldError> FieldErrorsOf(const absl::Status& status) {
  std::vector<FieldError> errors;
  auto details = DetailOf<google::rpc::BadRequest>(status);
  for (const auto& violation : details.field_violations()) {
    errors.push_back({violation.field(), violation.description()});
  }
  return errors;
}

std::string ErrorMetadataOf(const absl::Status& status, const std::string& key) {
  auto info = DetailOf<google::rpc::ErrorInfo>(status);
  auto found = info.metadata().find(key);
  return found == info.metadata().end() ? "" : found->second;
}

std::string ReasonNameOf(const absl::Status& status) {
  std::string reason = DetailOf<google::rpc::ErrorInfo>(status).reason();
  return reason.empty() ? absl::StatusCodeToString(status.code()) : reason;
}

std::string Explain(const absl::Status& status) {
  std::string text = absl::StrCat(Say("error: "), std::string(status.message()), "\n");
  absl::StrAppend(&text, Say("  reason: "), ReasonNameOf(status), "\n");
  std::vector<FieldError> fields = FieldErrorsOf(status);
  // A single field's error is the message already.
  if (fields.size() > 1) {
    for (const FieldError& field : fields) absl::StrAppend(&text, "  ", field.path, ": ", field.description, "\n");
  }
  absl::string_view advice = AdviceOf(status);
  if (!advice.empty()) absl::StrAppend(&text, "  ", Say(advice), "\n");
  return text;
}

bool IsTransient(const absl::Status& status) {
  switch (status.code()) {
    case StatusCode::kUnavailable:
    case StatusCode::kDeadlineExceeded:
    // We do not cancel: a server that shuts down does.
    case StatusCode::kCancelled:
      return true;
    case StatusCode::kAborted:
      return ReasonOf(status) == type::v1::ERROR_REASON_CONTENTION;
    // A connection that broke off in the middle; a server of ours would have said why.
    case StatusCode::kUnknown:
    case StatusCode::kInternal:
      return ReasonOf(status) == type::v1::ERROR_REASON_UNSPECIFIED;
    default:
      return false;
  }
}

}  // namespace samverkan::cli

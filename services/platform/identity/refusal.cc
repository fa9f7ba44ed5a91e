#include "services/platform/identity/refusal.h"

#include <optional>
#include <string>

#include "absl/strings/cord.h"

namespace samverkan {
namespace {

constexpr char kPayload[] = "samverkan/refusal";

}  // namespace

absl::Status Refuse(Refusal why, absl::string_view detail) {
  absl::Status status = absl::UnauthenticatedError(detail);
  status.SetPayload(kPayload, absl::Cord(std::string(1, static_cast<char>(why))));
  return status;
}

Refusal RefusalOf(const absl::Status& status) {
  absl::optional<absl::Cord> payload = status.GetPayload(kPayload);
  return payload && payload->size() == 1 ? static_cast<Refusal>((*payload)[0]) : Refusal::kNone;
}

}  // namespace samverkan

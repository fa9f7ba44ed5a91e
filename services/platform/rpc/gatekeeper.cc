#include "services/platform/rpc/gatekeeper.h"

#include <google/protobuf/descriptor.pb.h>

#include "absl/strings/str_cat.h"
#include "services/platform/identity/policy.h"
#include "services/platform/identity/refusal.h"
#include "services/platform/rpc/error.h"

namespace samverkan {
namespace {

// What the caller can do about it. Nothing of the token is repeated.
absl::string_view Advice(Refusal why) {
  switch (why) {
    case Refusal::kMissing:
      return "This call needs a token: send it as `authorization: Bearer TOKEN`.";
    case Refusal::kUnknownIssuer:
      return "The token's issuer is not known here.";
    case Refusal::kKeysUnavailable:
      return "The keys of the token's issuer cannot be read at the moment; retry, and tell the operator if it stays "
             "so.";
    case Refusal::kUnknownKey:
      return "The token's issuer has no such key, or no longer; get a new token.";
    case Refusal::kWrongAudience:
      return "The token is meant for another audience.";
    case Refusal::kExpired:
      return "The token has expired; get a new one.";
    case Refusal::kNotYetValid:
      return "The token is not valid yet; are the clocks right?";
    case Refusal::kWrongAgency:
      return "The token's issuer may not speak for that agency.";
    case Refusal::kWrongSubject:
      return "The token's subject tells of a natural person; it must name a function or a system.";
    default:
      return "The token cannot be verified; get a new one.";
  }
}

absl::Status Unauthenticated(absl::string_view message) {
  return MakeError(absl::StatusCode::kUnauthenticated, type::v1::ERROR_REASON_UNAUTHENTICATED, message);
}

}  // namespace

absl::Status CheckPermission(type::v1::Permission permission, const Principal& principal, absl::string_view owner) {
  switch (Decide(permission, &principal, owner)) {
    case Decision::kAllowed:
      return absl::OkStatus();
    case Decision::kUnauthenticated:
      return Unauthenticated(Advice(Refusal::kMissing));
    case Decision::kDenied:
      break;
  }
  return MakeError(absl::StatusCode::kPermissionDenied, type::v1::ERROR_REASON_PERMISSION_DENIED,
                   "The token does not allow this call.");
}

absl::StatusOr<Principal> Gatekeeper::Identify(const CallContext& call) const {
  if (!checks()) return Principal{.agency = std::string(call.Header(kAgencyHeader))};
  absl::string_view shown = call.Header(kTokenHeader);
  if (shown.empty()) return Principal{};
  absl::StatusOr<std::shared_ptr<const Principal>> known = options_.authenticator->Authenticate(shown);
  if (!known.ok()) return Unauthenticated(Advice(RefusalOf(known.status())));
  return **known;
}

absl::Status Gatekeeper::Admit(type::v1::Permission permission, const CallContext& call) const {
  absl::Status may = checks() ? CheckPermission(permission, call.principal, options_.owner) : absl::OkStatus();
  if (!may.ok()) return Refuse(call, may);
  bool outside_read = permission == type::v1::PERMISSION_READ && call.principal.agency != options_.owner;
  if (options_.witness == nullptr || !outside_read) return may;
  if (!options_.witness->CanRecord()) {
    return MakeError(absl::StatusCode::kUnavailable, type::v1::ERROR_REASON_STORE_FAILED,
                     "The owner cannot record this read at the moment; retry later.");
  }
  options_.witness->RecordRead(call.principal, call.method);
  return may;
}

absl::Status Gatekeeper::Refuse(const CallContext& call, absl::Status why) const {
  if (options_.witness != nullptr) options_.witness->RecordRefusal(call.principal, call.method);
  return why;
}

type::v1::Permission PermissionOf(const google::protobuf::MethodDescriptor& method) {
  // Parsed anew by the generated type: it knows the extension even if the descriptor comes from another pool.
  google::protobuf::MethodOptions options;
  options.ParseFromString(method.options().SerializeAsString());
  return options.GetExtension(type::v1::permission);
}

}  // namespace samverkan

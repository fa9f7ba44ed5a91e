// Who calls, and whether they may: asked before a handler begins, and so before anything of the request is looked at.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "samverkan/type/v1/annotations.pb.h"
#include "services/platform/identity/authenticator.h"
#include "services/platform/rpc/call_context.h"
#include "services/platform/rpc/witness.h"

namespace samverkan {

// OK, or UNAUTHENTICATED (UNAUTHENTICATED) or PERMISSION_DENIED (PERMISSION_DENIED) as Decide says.
absl::Status CheckPermission(type::v1::Permission permission, const Principal& principal, absl::string_view owner);

// Thread-safe.
class Gatekeeper {
 public:
  struct Options {
    // Null: everybody is believed to be who they say they are (kAgencyHeader), and may do everything. For tests and a
    // first look, on one machine.
    Authenticator* authenticator = nullptr;
    // The id of the agency whose slice this server has; empty if it has none.
    std::string owner;
    // Null: nobody writes it down.
    Witness* witness = nullptr;
  };
  explicit Gatekeeper(Options options) : options_(std::move(options)) {}

  // Before there are calls.
  void SetOwner(const std::string& agency) { options_.owner = agency; }
  void SetWitness(Witness* witness) { options_.witness = witness; }

  // Whether callers are asked for tokens.
  bool checks() const { return options_.authenticator != nullptr; }

  // Who calls. Whoever shows no token is nobody; UNAUTHENTICATED, saying why, if a token is shown and not taken.
  absl::StatusOr<Principal> Identify(const CallContext& call) const;

  // Whether the call's principal may make it, which needs `permission`. Others' reads are written down, and are
  // UNAVAILABLE (STORE_FAILED) while that cannot be done; so are refusals.
  absl::Status Admit(type::v1::Permission permission, const CallContext& call) const;

  // Writes a refusal down, and gives it back.
  absl::Status Refuse(const CallContext& call, absl::Status why) const;

 private:
  Options options_;
};

// What a method's annotation says, whichever pool the descriptor is of.
type::v1::Permission PermissionOf(const google::protobuf::MethodDescriptor& method);

}  // namespace samverkan

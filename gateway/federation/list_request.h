// The request of a List over all agencies, and what each member is asked because of it.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "gateway/routing/method_plan.h"

namespace samverkan {

// Where a page begins: at `token` of the agency's own list, or at its beginning if that is empty.
struct ListPlace {
  std::string agency;
  std::string token;
};

// Immutable.
struct ListRequest {
  const MethodPlan* method = nullptr;
  std::string bytes;
  // The routing name with its wildcard; empty if the method has none.
  std::string parent;
  size_t page_size = 0;
  size_t skip = 0;
  ListPlace begin;
  // Of the method and every field but page_size, page_token and skip.
  uint64_t fingerprint = 0;

  static absl::StatusOr<ListRequest> Read(const MethodPlan& method, std::string parent, absl::string_view bytes);

  // The request to one member: the caller's, with that agency's name in place of the first wildcard.
  std::string For(absl::string_view agency, absl::string_view token, size_t page_size) const;

  std::string TokenAt(const ListPlace& place) const;
};

}  // namespace samverkan

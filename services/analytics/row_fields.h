// What the rows' makers share.
#pragma once

#include <vector>

#include "samverkan/type/v1/visibility.pb.h"
#include "services/analytics/columns/names.h"

namespace samverkan {

template <typename Resource>
bool IsShared(const Resource& resource) {
  return resource.visibility() == type::v1::VISIBILITY_FEDERATION;
}

template <typename Strings>
std::vector<Names::Id> Interned(const Strings& strings, Names& names) {
  std::vector<Names::Id> ids;
  ids.reserve(static_cast<size_t>(strings.size()));
  for (const std::string& name : strings) ids.push_back(names.Intern(name));
  return ids;
}

}  // namespace samverkan

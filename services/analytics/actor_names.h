// What a resource's name says by itself.
#pragma once

#include <string_view>

namespace samverkan {

// `agencies/{agency}` of any name within it.
inline std::string_view AgencyPart(std::string_view name) {
  size_t slash = name.find('/');
  return slash == std::string_view::npos ? name : name.substr(0, name.find('/', slash + 1));
}

// The collection after the agency, such as `functions`; empty for an agency itself.
inline std::string_view CollectionPart(std::string_view name) {
  std::string_view rest = name.substr(AgencyPart(name).size());
  if (rest.empty()) return rest;
  rest.remove_prefix(1);
  return rest.substr(0, rest.find('/'));
}

// The resource type of an actor.
inline std::string_view ActorType(std::string_view name) {
  std::string_view collection = CollectionPart(name);
  if (collection == "functions") return "samverkan/Function";
  if (collection == "units") return "samverkan/Unit";
  if (collection == "organisations") return "samverkan/Organisation";
  return "samverkan/Agency";
}

}  // namespace samverkan

// Who an actor is drawn as, at each resolution, as far as the asker may know.
#pragma once

#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "samverkan/analytics/v1/map.pb.h"
#include "services/analytics/fold.h"

namespace samverkan {

// An asker's view of the actors. `include_private`: those that are not shared with the federation are known too. The
// reader outlives it. Not thread-safe.
class Parties {
 public:
  Parties(const Fold::Reader& fold, bool include_private);

  // What is known of an actor; null if nothing, or nothing that the asker may see.
  const ActorRow* Find(std::string_view name) const { return Find(fold_.names().Find(name)); }
  const ActorRow* Find(Names::Id actor) const;

  // The node that stands for an actor; `name` is kept by the caller as long as what is answered.
  std::string_view Draw(Names::Id actor, analytics::v1::Resolution resolution) const {
    return Draw(fold_.names().View(actor), actor, resolution);
  }
  std::string_view Draw(std::string_view name, analytics::v1::Resolution resolution) const {
    return Draw(name, fold_.names().Find(name), resolution);
  }

  // What people call it; its name where nothing is known of it.
  std::string DisplayName(std::string_view name) const;

  // The agency it belongs to, as `agencies/{agency}`; empty for an organisation that has not joined.
  std::string AgencyOf(std::string_view name) const;

  // The kind of its agency or organisation: actors.v1.OrganisationKind.
  int8_t KindOf(std::string_view name) const;

  // Whether its task is to coordinate: a function that says so, and whoever is of a coordination association.
  bool Coordinates(Names::Id actor) const;

  bool Visible(bool shared) const { return shared || include_private_; }
  bool include_private() const { return include_private_; }

 private:
  std::string_view Draw(std::string_view name, Names::Id actor, analytics::v1::Resolution resolution) const;
  bool Precedes(Names::Id a, Names::Id b) const;
  std::string_view DrawOrganisation(std::string_view name, const ActorRow* row) const;

  const Fold::Reader& fold_;
  bool include_private_;
  // Which agency or organisation stands for all with the same number.
  absl::flat_hash_map<Names::Id, Names::Id> by_number_;
};

// The resolution that an answer takes where none is stated.
inline analytics::v1::Resolution OrAgency(analytics::v1::Resolution resolution) {
  return resolution == analytics::v1::RESOLUTION_UNSPECIFIED ? analytics::v1::RESOLUTION_AGENCY : resolution;
}

}  // namespace samverkan

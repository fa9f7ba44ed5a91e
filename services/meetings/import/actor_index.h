// Who is known by what name, so that the participants a file names can be found in the registry.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace samverkan {

// Not thread-safe.
class ActorIndex {
 public:
  // `own_agency` is the id of the agency that asks: of two organisations of the same name, its own counts.
  explicit ActorIndex(std::string own_agency = "") : own_prefix_("agencies/" + own_agency + "/") {}

  // An agency is known by its display name, its id and its resource name.
  void AddAgency(const std::string& name, const std::string& display_name);
  // `agency`, if not empty, is the agency that the organisation is in the federation: that one is then meant.
  void AddOrganisation(const std::string& name, const std::string& display_name, const std::string& agency);
  void AddUnit(const std::string& name, const std::string& display_name);
  void AddGroup(const std::string& name, const std::string& display_name);

  // The resource name of who is called `text`, without regard to case and spacing. Agencies come before organisations,
  // and these before units. Nobody: none. Several are told only where it cannot be known who is meant: two agencies or
  // units of one name. Organisations of one name are one and the same, as several agencies know it.
  std::vector<std::string> Find(absl::string_view text) const;
  std::vector<std::string> FindGroup(absl::string_view text) const;

  // Whether some actor has this resource name.
  bool Has(const std::string& name) const { return names_.count(name) > 0; }

 private:
  enum Rank { kAgency, kOrganisation, kUnit };
  struct Entry {
    Rank rank;
    std::set<std::string> names;
  };
  void Add(Rank rank, absl::string_view called, const std::string& name);
  std::string Best(const std::set<std::string>& organisations) const;

  std::string own_prefix_;
  std::map<std::string, Entry> actors_;
  std::map<std::string, std::set<std::string>> groups_;
  std::set<std::string> names_;
};

}  // namespace samverkan

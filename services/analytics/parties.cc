#include "services/analytics/parties.h"

#include "services/analytics/actor_names.h"

namespace samverkan {

using Id = Names::Id;

Parties::Parties(const Fold::Reader& fold, bool include_private) : fold_(fold), include_private_(include_private) {
  for (const auto& [name, row] : fold.actors()) {
    if (row.organisation_number == Names::kNone || !Visible(row.shared)) continue;
    // What has joined is its agency.
    Id party = row.belongs_to != Names::kNone ? row.belongs_to : name;
    auto [entry, added] = by_number_.try_emplace(row.organisation_number, party);
    if (!added && Precedes(party, entry->second)) entry->second = party;
  }
}

const ActorRow* Parties::Find(Id actor) const {
  auto found = fold_.actors().find(actor);
  return found == fold_.actors().end() || !Visible(found->second.shared) ? nullptr : &found->second;
}

// Agencies before organisations, then by name.
bool Parties::Precedes(Id a, Id b) const {
  std::string_view first = fold_.names().View(a);
  std::string_view second = fold_.names().View(b);
  bool first_is_agency = CollectionPart(first).empty();
  bool second_is_agency = CollectionPart(second).empty();
  return first_is_agency != second_is_agency ? first_is_agency : first < second;
}

std::string_view Parties::Draw(std::string_view name, Id actor, analytics::v1::Resolution resolution) const {
  if (resolution == analytics::v1::RESOLUTION_FUNCTION) return name;
  std::string_view collection = CollectionPart(name);
  if (collection.empty()) return name;
  if (collection == "organisations") {
    return resolution == analytics::v1::RESOLUTION_AGENCY ? DrawOrganisation(name, Find(actor)) : name;
  }
  if (resolution != analytics::v1::RESOLUTION_UNIT) return AgencyPart(name);
  if (collection == "units") return name;
  const ActorRow* row = Find(actor);
  return row != nullptr && row->belongs_to != Names::kNone ? fold_.names().View(row->belongs_to) : AgencyPart(name);
}

std::string_view Parties::DrawOrganisation(std::string_view name, const ActorRow* row) const {
  if (row == nullptr) return name;
  if (row->belongs_to != Names::kNone) return fold_.names().View(row->belongs_to);
  auto same = by_number_.find(row->organisation_number);
  return same == by_number_.end() ? name : fold_.names().View(same->second);
}

std::string Parties::DisplayName(std::string_view name) const {
  const ActorRow* row = Find(name);
  return row == nullptr ? std::string(name) : fold_.names()[row->display_name];
}

std::string Parties::AgencyOf(std::string_view name) const {
  if (CollectionPart(name) != "organisations") return std::string(AgencyPart(name));
  const ActorRow* row = Find(name);
  return row == nullptr ? "" : fold_.names()[row->belongs_to];
}

int8_t Parties::KindOf(std::string_view name) const {
  const ActorRow* row = Find(CollectionPart(name) == "organisations" ? name : AgencyPart(name));
  return row == nullptr ? 0 : row->kind;
}

bool Parties::Coordinates(Id actor) const {
  const ActorRow* row = Find(actor);
  if (row != nullptr && row->coordinator) return true;
  auto associates = [&](std::string_view party) {
    return KindOf(party) == actors::v1::ORGANISATION_KIND_COORDINATION_ASSOCIATION;
  };
  return associates(fold_.names().View(actor)) || associates(Draw(actor, analytics::v1::RESOLUTION_AGENCY));
}

}  // namespace samverkan

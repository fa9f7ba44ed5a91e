#include "services/analytics/actor_rows.h"

#include <algorithm>
#include <string>

#include "services/analytics/row_fields.h"

namespace samverkan {
namespace {

// An organisation number without its hyphen, so that the two ways of writing it are one.
std::string Digits(std::string number) {
  number.erase(std::remove(number.begin(), number.end(), '-'), number.end());
  return number;
}

template <typename Actor>
ActorRow ToActor(const Actor& actor, Names& names) {
  ActorRow row;
  row.type = names.Intern("samverkan/" + Actor::descriptor()->name());
  row.display_name = names.Intern(actor.display_name());
  row.shared = IsShared(actor);
  return row;
}

// An agency or organisation.
template <typename Party>
ActorRow ToParty(const Party& party, Names& names) {
  ActorRow row = ToActor(party, names);
  row.organisation_number = names.Intern(Digits(party.organisation_number()));
  row.kind = static_cast<int8_t>(party.kind());
  row.municipality_codes = Interned(party.municipality_codes(), names);
  return row;
}

}  // namespace

ActorRow ToRow(const actors::v1::Agency& agency, Names& names) {
  ActorRow row = ToParty(agency, names);
  row.belongs_to = names.Intern(agency.name());
  return row;
}

ActorRow ToRow(const actors::v1::Organisation& organisation, Names& names) {
  ActorRow row = ToParty(organisation, names);
  row.belongs_to = names.Intern(organisation.agency());
  return row;
}

ActorRow ToRow(const actors::v1::Unit& unit, Names& names) { return ToActor(unit, names); }

ActorRow ToRow(const actors::v1::Function& function, Names& names) {
  ActorRow row = ToActor(function, names);
  row.belongs_to = names.Intern(function.unit());
  row.coordinator = function.coordinator();
  row.hourly_cost = function.hourly_cost_sek();
  return row;
}

GroupRow ToRow(const actors::v1::Group& group, Names& names) {
  return {.parent = names.Intern(group.parent_group()),
          .shared = IsShared(group),
          .display_name = names.Intern(group.display_name()),
          .min_age = group.min_age()};
}

BreakpointRow ToRow(const actors::v1::Breakpoint& breakpoint, Names& names) {
  return {.shared = IsShared(breakpoint),
          .trigger = static_cast<int8_t>(breakpoint.trigger()),
          .min_age = breakpoint.min_age(),
          .display_name = names.Intern(breakpoint.display_name()),
          .group = names.Intern(breakpoint.group()),
          .from_actor = names.Intern(breakpoint.from_actor()),
          .to_actor = names.Intern(breakpoint.to_actor())};
}

ExpectationRow ToRow(const actors::v1::Expectation& expectation, Names& names) {
  return {.shared = IsShared(expectation),
          .holder = names.Intern(expectation.holder()),
          .counterpart = names.Intern(expectation.counterpart())};
}

AssessmentRow ToRow(const meetings::v1::Assessment& assessment, Names& names) {
  return {.shared = IsShared(assessment),
          .usefulness = static_cast<int8_t>(assessment.usefulness()),
          .verdict = static_cast<int8_t>(assessment.verdict()),
          .meeting = names.Intern(assessment.meeting())};
}

}  // namespace samverkan

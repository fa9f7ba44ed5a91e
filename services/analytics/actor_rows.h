// What the fold keeps of actors, the groups they work with, and what lies between them.
#pragma once

#include <cstdint>
#include <vector>

#include "samverkan/actors/v1/agency.pb.h"
#include "samverkan/actors/v1/breakpoint.pb.h"
#include "samverkan/actors/v1/expectation.pb.h"
#include "samverkan/actors/v1/function.pb.h"
#include "samverkan/actors/v1/group.pb.h"
#include "samverkan/actors/v1/organisation.pb.h"
#include "samverkan/actors/v1/unit.pb.h"
#include "samverkan/meetings/v1/assessment.pb.h"
#include "services/analytics/columns/names.h"

namespace samverkan {

// An actor: an agency, unit, function or organisation. What is not known of it is kNone.
struct ActorRow {
  Names::Id type = Names::kNone;
  Names::Id display_name = Names::kNone;
  // A function's unit, an organisation's agency, an agency itself.
  Names::Id belongs_to = Names::kNone;
  Names::Id organisation_number = Names::kNone;
  // actors.v1.OrganisationKind, of agencies and organisations.
  int8_t kind = 0;
  bool shared = false;
  // A function whose task is to coordinate.
  bool coordinator = false;
  // SEK; 0 where nobody has said.
  double hourly_cost = 0;
  std::vector<Names::Id> municipality_codes;
};

struct GroupRow {
  Names::Id parent = Names::kNone;
  bool shared = false;
  Names::Id display_name = Names::kNone;
  // Years; 0 where none.
  int32_t min_age = 0;
};

struct BreakpointRow {
  bool shared = false;
  int8_t trigger = 0;
  int32_t min_age = 0;
  Names::Id display_name = Names::kNone;
  Names::Id group = Names::kNone;
  Names::Id from_actor = Names::kNone;
  Names::Id to_actor = Names::kNone;
};

struct ExpectationRow {
  bool shared = false;
  Names::Id holder = Names::kNone;
  Names::Id counterpart = Names::kNone;
};

struct AssessmentRow {
  bool shared = false;
  // 1 to 5; 0 where nobody has said.
  int8_t usefulness = 0;
  int8_t verdict = 0;
  Names::Id meeting = Names::kNone;
};

ActorRow ToRow(const actors::v1::Agency& agency, Names& names);
ActorRow ToRow(const actors::v1::Organisation& organisation, Names& names);
ActorRow ToRow(const actors::v1::Unit& unit, Names& names);
ActorRow ToRow(const actors::v1::Function& function, Names& names);
GroupRow ToRow(const actors::v1::Group& group, Names& names);
BreakpointRow ToRow(const actors::v1::Breakpoint& breakpoint, Names& names);
ExpectationRow ToRow(const actors::v1::Expectation& expectation, Names& names);
AssessmentRow ToRow(const meetings::v1::Assessment& assessment, Names& names);

}  // namespace samverkan

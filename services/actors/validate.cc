#include "services/actors/validate.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "samverkan/actors/v1/agency.pb.h"
#include "samverkan/actors/v1/breakpoint.pb.h"
#include "samverkan/actors/v1/expectation.pb.h"
#include "samverkan/actors/v1/function.pb.h"
#include "samverkan/actors/v1/group.pb.h"
#include "samverkan/actors/v1/organisation.pb.h"
#include "samverkan/actors/v1/unit.pb.h"
#include "services/platform/resource/typed_rules.h"

namespace samverkan {
namespace {

using actors::v1::Agency;
using actors::v1::Breakpoint;
using actors::v1::Expectation;
using actors::v1::Function;
using actors::v1::Group;
using actors::v1::Organisation;
using actors::v1::Unit;

template <typename Party>
void PartyRules(Party& party, const std::string& path, FieldViolations& violations) {
  if (!party.organisation_number().empty() && !IsOrganisationNumber(party.organisation_number())) {
    violations.Add(Join(path, "organisation_number"), "is no organisation number: its check digit is wrong");
  }
}

template <typename Aged>
void AgeRules(Aged& aged, const std::string& path, FieldViolations& violations) {
  if (aged.max_age() != 0 && aged.min_age() > aged.max_age()) {
    violations.Add(Join(path, "min_age"), "must not be above max_age");
  }
}

// `referred` must be of the agency that owns `name`.
void OwnAgency(const std::string& name, const std::string& referred, const std::string& path,
               FieldViolations& violations) {
  if (!referred.empty() && AgencyOf(referred) != AgencyOf(name)) {
    violations.Add(path, absl::StrCat("must be of agencies/", std::string(AgencyOf(name))));
  }
}

void UnitRules(Unit& unit, const std::string& path, FieldViolations& violations) {
  OwnAgency(unit.name(), unit.parent_unit(), Join(path, "parent_unit"), violations);
  if (unit.parent_unit() == unit.name()) violations.Add(Join(path, "parent_unit"), "must not be the unit itself");
}

void FunctionRules(Function& function, const std::string& path, FieldViolations& violations) {
  OwnAgency(function.name(), function.unit(), Join(path, "unit"), violations);
}

void GroupRules(Group& group, const std::string& path, FieldViolations& violations) {
  AgeRules(group, path, violations);
  if (group.parent_group() == group.name()) violations.Add(Join(path, "parent_group"), "must not be the group itself");
}

void ExpectationRules(Expectation& expectation, const std::string& path, FieldViolations& violations) {
  OwnAgency(expectation.name(), expectation.holder(), Join(path, "holder"), violations);
}

}  // namespace

RulesByType ActorRules() {
  return {{"samverkan/Agency", Typed(PartyRules<Agency>)},
          {"samverkan/Organisation", Typed(PartyRules<Organisation>)},
          {"samverkan/Unit", Typed(UnitRules)},
          {"samverkan/Function", Typed(FunctionRules)},
          {"samverkan/Group", Typed(GroupRules)},
          {"samverkan/Breakpoint", Typed(AgeRules<Breakpoint>)},
          {"samverkan/Expectation", Typed(ExpectationRules)}};
}

bool IsOrganisationNumber(absl::string_view number) {
  std::string digits(number);
  if (digits.size() == 11 && digits[6] == '-') digits.erase(6, 1);
  if (digits.size() != 10 || !std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit)) return false;
  if (digits[2] < '2') return false;
  int sum = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    int product = (digits[i] - '0') * (i % 2 == 0 ? 2 : 1);
    sum += product > 9 ? product - 9 : product;
  }
  return sum % 10 == 0;
}

}  // namespace samverkan

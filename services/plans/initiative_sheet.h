// What SUS, the national follow-up system, asks about an initiative, in SUS's own Swedish words and in the order in
// which it is keyed in there. Nothing is sent anywhere: SUS has no known way in but its forms. Links no gRPC.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "samverkan/plans/v1/initiative.pb.h"

namespace samverkan {

struct SheetField {
  // Not stated; text; a number of SEK or of participants.
  using Value = std::variant<std::monostate, std::string, double>;

  // The part of SUS that it is keyed into, and the field there. With the same in English, for those who read that.
  const char* section;
  const char* section_english;
  const char* label;
  const char* label_english;
  // The calendar year that it is of; 0 where it is of none.
  int year = 0;
  // Which budget line of that year, from 1; 0 where it is of none.
  int line = 0;
  Value value;
};

// Every field, those that nobody has stated too: as a field without a value, and a section without any year or budget
// line as one such field. Registered participants are not among them: SUS itself has those.
std::vector<SheetField> SheetOf(const plans::v1::Initiative& initiative);

}  // namespace samverkan

// Finds what tells of a natural person in a text: Swedish personal numbers, and e-mail addresses.
#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"

namespace samverkan {

// What was found, in rising gravity.
enum class PersonalData : uint8_t {
  kNone,
  // Has a personal number's form, but not its check digit: perhaps mistyped. To be asked about where one can ask; no
  // write is refused for it.
  kMistypedNumber,
  kEmailAddress,
  // Ten digits in a row that are a valid personal number, and could be a phone number.
  kNumberOrPhone,
  // `YYYYMMDD-HHMM` of this century that is a valid personal number too.
  kNumberOrTime,
  // A personnummer or a samordningsnummer.
  kPersonalNumber,
};

// The gravest that `text` holds. A number is one whose day is of the calendar (of any century where it has ten digits)
// and whose last ten digits pass Luhn's check, in any of the ways that people write it; README.md lists them, and what
// passes.
//
// `text` should be UTF-8; it may hold anything. Takes linear time and no memory. Thread-safe.
PersonalData FindPersonalData(absl::string_view text);

// Whether `text` holds an e-mail address.
bool HasEmailAddress(absl::string_view text);

// The gravest number that `text` holds: kNone, kMistypedNumber, or above kEmailAddress.
PersonalData FindPersonalNumber(absl::string_view text);

}  // namespace samverkan

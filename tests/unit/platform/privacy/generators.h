// Numbers by the ten thousand, made without the code under test: the calendar is abseil's, and Luhn's check is written
// from the right here.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace samverkan {

// The same texts on every run and machine: no distribution of the standard library is used, since those differ.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  // A whole number from `low` to `high`, both included.
  int Number(int low, int high) { return low + static_cast<int>(random_() % (high - low + 1)); }
  std::string Digits(int count);
  template <typename T>
  const T& OneOf(const std::vector<T>& choices) {
    return choices[random_() % choices.size()];
  }

  // Twelve digits: of people born from 1890 to 2026, every third a samordningsnummer.
  std::string PersonalNumber();
  // Twelve digits written in one of the ways that people write them, glued to nothing.
  std::string Written(absl::string_view twelve_digits);
  std::string OrganisationNumber();
  // As a Swede writes one: a country code, or gaps after the area code.
  std::string Phone();
  std::string Day();
  std::string Uuid();
  // As a calendar's file has it.
  std::string IcsStamp();
  // `20261121-0930`.
  std::string DashedStamp();
  // Puts the text into a Swedish sentence.
  std::string Sentence(absl::string_view text);

 private:
  std::mt19937 random_;
};

// The digit that makes `nine` pass Luhn's check.
char CheckDigit(absl::string_view nine);

}  // namespace samverkan

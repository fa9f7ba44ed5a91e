// Groups of digits that may be read together, and what number they could be.
#pragma once

#include <array>
#include <cstdint>

#include "services/platform/privacy/character.h"
#include "services/platform/privacy/personal_data.h"

namespace samverkan {

// Digits with nothing visible between them.
struct DigitGroup {
  // Of the first 18 digits.
  uint64_t value = 0;
  int count = 0;
  // What stands between the group before and this one: kSpace to kSlash, of several the first that is no space;
  // kOther at the start of a chain.
  Character::Kind gap = Character::kOther;
  // Written right after a `+` that itself stands alone.
  bool plus = false;

  void Append(uint8_t digit) {
    if (count < 18) value = value * 10 + digit;
    if (count < 1'000) ++count;
  }
};

// Groups with only short gaps between them, in order. Holds a bounded number of them, and judges each group together
// with those that follow it once; a chain of any length costs time in proportion to it, and no memory.
//
// Nothing within a phone number written as such, or across two days, is taken for a personal number. Not thread-safe.
class DigitChain {
 public:
  // Adds a group to the end.
  void Add(const DigitGroup& group);
  // Judges what has not been judged, and begins a new chain.
  void End();
  bool empty() const { return size_ == 0; }
  // The gravest that was found in all chains so far.
  PersonalData found() const { return found_; }

 private:
  static constexpr int kMaxGroups = 32;
  // How far one group looks ahead, at most: twelve single digits, and one more.
  static constexpr int kReach = 16;

  // Judges the groups before `end`, each with those that follow it.
  void JudgeBefore(int end);
  void JudgeAt(int i);
  void JudgeSingles(int i);
  void JudgeVat(int i);
  void JudgeForms(int i);
  void Judge(int first, int end);

  // The number of groups from `i` on that are a phone number written as such; 0 if they are none.
  int PhoneAt(int i) const;
  int PhoneGroups(int i, int max_digits) const;
  // The number of groups from `i` on that are the last four digits after `head_groups` of a birthday; 0 if none are.
  int TailAt(int i, int head_groups) const;
  // Whether a whole birthday stands at `i`, and last digits after it.
  bool IsNumberAt(int i) const;
  // Whether the groups from `i` on are a day as `YYYY-MM-DD`.
  bool IsDayAt(int i) const;
  // Whether the group at `i` is the year of a day as `DD-MM-YYYY`.
  bool EndsDay(int i) const;
  bool SameGaps(int first, int end) const;
  bool StartsWithZero(int i) const;

  std::array<DigitGroup, kMaxGroups> groups_;
  int size_ = 0;
  // The first group that is not judged.
  int next_ = 0;
  // Behind the last phone number: what lies within one is no other number.
  int phone_end_ = 0;
  PersonalData found_ = PersonalData::kNone;
};

}  // namespace samverkan

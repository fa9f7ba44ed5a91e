#include "services/platform/privacy/digit_chain.h"

#include <algorithm>

namespace samverkan {
namespace {

constexpr uint64_t kTenDigits = 10'000'000'000;

// How people break the birthday of a number, in digits of each group. A century before a whole number of ten digits
// needs no row.
struct Form {
  int groups;
  int digits[3];
};
constexpr Form kForms[] = {{1, {6}}, {1, {8}}, {3, {2, 2, 2}}, {3, {4, 2, 2}}, {2, {2, 4}}, {2, {4, 4}}};

uint64_t PowerOfTen(int exponent) {
  uint64_t power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

bool IsLeap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int DaysOf(int month, bool leap) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12) return 0;
  return kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool IsDay(int month, int day, bool leap) { return day >= 1 && day <= DaysOf(month, leap); }

// Weights 2, 1, 2, … from the left, a product above 9 less 9: the sum is a multiple of ten.
bool PassesLuhn(uint64_t ten_digits) {
  int sum = 0;
  for (int place = 0; place < 10; ++place, ten_digits /= 10) {
    int digit = static_cast<int>(ten_digits % 10) * (place % 2 == 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 == 0;
}

// A number of ten or twelve digits, taken apart.
struct Parts {
  // 0 where there are ten digits.
  int century;
  int year;
  int month;
  int day;
  int last_four;
};

Parts PartsOf(uint64_t value) {
  auto part = [&](uint64_t place, uint64_t size) { return static_cast<int>(value / place % size); };
  return {part(kTenDigits, 100), part(100'000'000, 100), part(1'000'000, 100), part(10'000, 100), part(1, 10'000)};
}

// A year of two digits is of any century, and so is the one behind an organisation's prefix 16: an organisation's
// third digit is never below 2, so what has a birthday there is a sole trader's personal number.
bool HasBirthday(const Parts& parts, int digits) {
  bool any_century = digits == 10 || parts.century == 16;
  if (!any_century && (parts.century < 18 || parts.century > 20)) return false;
  bool leap = any_century ? parts.year % 4 == 0 : IsLeap(parts.century * 100 + parts.year);
  // A samordningsnummer has 60 added to the day.
  return IsDay(parts.month, parts.day > 60 ? parts.day - 60 : parts.day, leap);
}

bool IsTimeOfDay(int hhmm) { return hhmm / 100 < 24 && hhmm % 100 < 60; }

PersonalData Verdict(uint64_t value, int digits, bool bare) {
  Parts parts = PartsOf(value);
  if (!HasBirthday(parts, digits)) return PersonalData::kNone;
  bool valid = PassesLuhn(value % kTenDigits);
  bool phone = bare && digits == 10 && parts.year > 0 && parts.year < 10;
  bool time = digits == 12 && parts.century == 20 && parts.day <= 31 && IsTimeOfDay(parts.last_four);
  if (!valid) return phone || time || parts.century == 16 ? PersonalData::kNone : PersonalData::kMistypedNumber;
  if (phone) return PersonalData::kNumberOrPhone;
  return time ? PersonalData::kNumberOrTime : PersonalData::kPersonalNumber;
}

}  // namespace

void DigitChain::Add(const DigitGroup& group) {
  if (size_ == kMaxGroups) {
    JudgeBefore(kMaxGroups - kReach);
    // Two that were judged stay: what follows looks back at them.
    const int dropped = kMaxGroups - kReach - 2;
    std::copy(groups_.begin() + dropped, groups_.end(), groups_.begin());
    size_ -= dropped;
    next_ -= dropped;
    phone_end_ = std::max(0, phone_end_ - dropped);
  }
  groups_[size_++] = group;
}

void DigitChain::End() {
  JudgeBefore(size_);
  size_ = 0;
  next_ = 0;
  phone_end_ = 0;
}

void DigitChain::JudgeBefore(int end) {
  for (; next_ < end; ++next_) {
    if (next_ >= phone_end_) phone_end_ = next_ + PhoneAt(next_);
    JudgeAt(next_);
  }
}

void DigitChain::JudgeAt(int i) {
  const int digits = groups_[i].count;
  if (digits == 1) JudgeSingles(i);
  if (digits == 10 || digits == 12) Judge(i, i + 1);
  if (digits == 12) JudgeVat(i);
  JudgeForms(i);
}

// A sole trader's number for value added tax: SE, the personal number, 01.
void DigitChain::JudgeVat(int i) {
  const uint64_t value = groups_[i].value;
  if (value % 100 == 1 && i >= phone_end_) found_ = std::max(found_, Verdict(value / 100, 10, false));
}

// Every digit on its own, and no more and no fewer of them than a number has.
void DigitChain::JudgeSingles(int i) {
  if (i > 0 && groups_[i - 1].count == 1) return;
  int end = i;
  while (end < size_ && end < i + 13 && groups_[end].count == 1) ++end;
  if (end == i + 10 || end == i + 12) Judge(i, end);
}

void DigitChain::JudgeForms(int i) {
  for (const Form& form : kForms) {
    const int end = i + form.groups;
    if (end >= size_) continue;
    bool fits = true;
    for (int k = 0; k < form.groups; ++k) fits &= groups_[i + k].count == form.digits[k];
    // A day's parts have one sort of gap: `10-12/11 2015` tells of three days in November.
    if (!fits || !SameGaps(i, end) || (form.groups > 1 && EndsDay(i))) continue;
    if (int tail = TailAt(end, form.groups); tail > 0) Judge(i, end + tail);
  }
}

void DigitChain::Judge(int first, int end) {
  if (end <= phone_end_) return;
  uint64_t value = 0;
  int digits = 0;
  for (int i = first; i < end; ++i) {
    value = value * PowerOfTen(groups_[i].count) + groups_[i].value;
    digits += groups_[i].count;
  }
  found_ = std::max(found_, Verdict(value, digits, end - first == 1));
}

int DigitChain::PhoneAt(int i) const {
  const DigitGroup& group = groups_[i];
  if (group.plus && !StartsWithZero(i)) return PhoneGroups(i, 15);
  if (group.count == 4 && group.value == 46) return PhoneGroups(i, 14);
  if (!StartsWithZero(i)) return 0;
  if (group.count == 3 || group.count == 4) return PhoneGroups(i, 10);
  // Stockholm's, but not a birthday in 2008: `08-12 34 56 78`, not `08-12-12`.
  bool area = group.count == 2 && group.value == 8 && i + 1 < size_ && groups_[i + 1].gap == Character::kDash;
  return area && !(i + 2 < size_ && groups_[i + 2].gap == Character::kDash) ? PhoneGroups(i, 10) : 0;
}

int DigitChain::PhoneGroups(int i, int max_digits) const {
  int digits = 0;
  int end = i;
  while (end < size_ && digits + groups_[end].count <= max_digits) {
    // No phone is written so: a personal number begins.
    if (IsNumberAt(end) || (end > i && groups_[end].count >= 10 && !StartsWithZero(end))) break;
    digits += groups_[end++].count;
  }
  return digits >= 8 ? end - i : 0;
}

int DigitChain::TailAt(int i, int head_groups) const {
  if (i >= size_ || (head_groups > 1 && groups_[i].gap == Character::kSlash)) return 0;
  if (groups_[i].plus && PhoneAt(i) > 0) return 0;
  if (groups_[i].count == 4) return IsDayAt(i) ? 0 : 1;
  bool check_digit_apart = head_groups == 1 && groups_[i].count == 3 && i + 1 < size_ && groups_[i + 1].count == 1;
  return check_digit_apart ? 2 : 0;
}

bool DigitChain::IsNumberAt(int i) const {
  return (groups_[i].count == 6 || groups_[i].count == 8) && i + 1 < size_ && groups_[i + 1].count == 4;
}

bool DigitChain::IsDayAt(int i) const {
  if (i + 3 > size_ || groups_[i].count != 4 || groups_[i + 1].count != 2 || groups_[i + 2].count != 2) return false;
  const int year = static_cast<int>(groups_[i].value);
  return year >= 1900 && year <= 2099 && SameGaps(i, i + 3) &&
         IsDay(static_cast<int>(groups_[i + 1].value), static_cast<int>(groups_[i + 2].value), IsLeap(year));
}

bool DigitChain::EndsDay(int i) const {
  if (i < 2 || groups_[i].count != 4 || groups_[i - 1].count > 2 || groups_[i - 2].count > 2) return false;
  const int year = static_cast<int>(groups_[i].value);
  return year >= 1900 && year <= 2099 && groups_[i].gap != Character::kSpace && SameGaps(i - 2, i + 1) &&
         IsDay(static_cast<int>(groups_[i - 1].value), static_cast<int>(groups_[i - 2].value), IsLeap(year));
}

bool DigitChain::SameGaps(int first, int end) const {
  for (int i = first + 2; i < end; ++i) {
    if (groups_[i].gap != groups_[first + 1].gap) return false;
  }
  return true;
}

bool DigitChain::StartsWithZero(int i) const {
  return groups_[i].count <= 18 && groups_[i].value < PowerOfTen(groups_[i].count - 1);
}

}  // namespace samverkan

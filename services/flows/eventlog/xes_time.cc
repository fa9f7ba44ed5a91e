#include "services/flows/eventlog/xes_time.h"

#include "absl/strings/ascii.h"
#include "absl/time/civil_time.h"

namespace samverkan {
namespace {

// Takes from the front of a text; once something does not fit, nothing does.
class Taker {
 public:
  explicit Taker(absl::string_view text) : rest_(text) {}

  // A number of exactly so many digits, at most `max`.
  int Number(size_t digits, int max) {
    int number = 0;
    for (size_t i = 0; i < digits; ++i) {
      if (!AtDigit()) return Fail();
      number = number * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    return number <= max ? number : Fail();
  }

  void Expect(char c) {
    if (!Take(c)) Fail();
  }

  bool Take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  absl::Duration Fraction() {
    if (!AtDigit()) Fail();
    int64_t nanoseconds = 0;
    for (int64_t place = 100'000'000; AtDigit(); place /= 10) {
      nanoseconds += place * (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    return absl::Nanoseconds(nanoseconds);
  }

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }

 private:
  bool AtDigit() const { return !rest_.empty() && absl::ascii_isdigit(static_cast<unsigned char>(rest_.front())); }
  int Fail() {
    ok_ = false;
    return 0;
  }

  absl::string_view rest_;
  bool ok_ = true;
};

// How far the clock on the wall is ahead of UTC.
absl::Duration TakeOffset(Taker& taker) {
  if (taker.Take('Z')) return absl::ZeroDuration();
  bool behind = taker.Take('-');
  if (!behind) taker.Expect('+');
  absl::Duration offset = absl::Hours(taker.Number(2, 14));
  taker.Take(':');
  offset += absl::Minutes(taker.Number(2, 59));
  return behind ? -offset : offset;
}

}  // namespace

std::optional<absl::Time> ParseXesTime(absl::string_view text) {
  Taker taker(absl::StripAsciiWhitespace(text));
  int year = taker.Number(4, 9999);
  taker.Expect('-');
  int month = taker.Number(2, 12);
  taker.Expect('-');
  int day = taker.Number(2, 31);
  taker.Expect('T');
  int hour = taker.Number(2, 23);
  taker.Expect(':');
  int minute = taker.Number(2, 59);
  taker.Expect(':');
  int second = taker.Number(2, 59);
  absl::Duration fraction = taker.Take('.') ? taker.Fraction() : absl::ZeroDuration();
  absl::Duration offset = TakeOffset(taker);
  absl::CivilSecond civil(year, month, day, hour, minute, second);
  // A day such as 31 February has become another.
  bool is_day = civil.month() == month && civil.day() == day;
  if (!taker.ok() || !taker.at_end() || !is_day) return std::nullopt;
  return absl::FromCivil(civil, absl::UTCTimeZone()) + fraction - offset;
}

}  // namespace samverkan

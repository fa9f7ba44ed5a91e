#include "tests/unit/platform/privacy/generators.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"

namespace samverkan {
namespace {

absl::CivilDay AnyDay(Generator& generator, int first_year, int last_year) {
  absl::CivilDay first(first_year, 1, 1);
  return first + generator.Number(0, static_cast<int>(absl::CivilDay(last_year, 12, 31) - first));
}

std::string Spread(absl::string_view digits, absl::string_view gap) {
  std::string text;
  for (char digit : digits) absl::StrAppend(&text, text.empty() ? "" : gap, std::string(1, digit));
  return text;
}

// Digits of full width, or Arabic-Indic ones.
std::string InScript(absl::string_view digits, char32_t zero) {
  std::string text;
  for (char digit : digits) {
    char32_t code = zero + (digit - '0');
    if (code < 0x800) {
      text += {static_cast<char>(0xC0 | code >> 6), static_cast<char>(0x80 | (code & 0x3F))};
    } else {
      text += {static_cast<char>(0xE0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 0x3F)),
               static_cast<char>(0x80 | (code & 0x3F))};
    }
  }
  return text;
}

}  // namespace

char CheckDigit(absl::string_view nine) {
  int sum = 0;
  bool doubled = true;
  for (auto digit = nine.rbegin(); digit != nine.rend(); ++digit, doubled = !doubled) {
    int value = (*digit - '0') * (doubled ? 2 : 1);
    sum += value / 10 + value % 10;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

std::string Generator::Digits(int count) {
  std::string text;
  while (count-- > 0) text += static_cast<char>('0' + Number(0, 9));
  return text;
}

std::string Generator::PersonalNumber() {
  absl::CivilDay born = AnyDay(*this, 1890, 2026);
  int day = born.day() + (Number(0, 2) == 0 ? 60 : 0);
  std::string number = absl::StrFormat("%04d%02d%02d%03d", born.year(), born.month(), day, Number(0, 999));
  return number + CheckDigit(absl::string_view(number).substr(2));
}

std::string Generator::Written(absl::string_view twelve) {
  const std::string day(twelve.substr(0, 8)), last(twelve.substr(8));
  const std::string year = day.substr(0, 4), month = day.substr(4, 2), of_month = day.substr(6);
  const std::string short_day = day.substr(2), ten = short_day + last;
  const std::string gap =
      OneOf<std::string>({"-",        "+",      " ",      ".",      "\u2010",  "\u2011", "\u2012", "\u2013",
                          "\u2014",   "\u2212", "\uFF0D", "\u00A0", "\u202F",  "\u2009", "\u2007", " - ",
                          " \u2013 ", "- ",     "_",      "/",      "\u00AD-", "-\u200B"});
  const std::string hidden = OneOf<std::string>({"\u200B", "\u00AD", "\uFEFF", "\u2060", "\u200D"});
  const std::string part = OneOf<std::string>({"-", " ", ".", "\u00A0", "\u2013"});
  switch (Number(0, 13)) {
    case 0:
    case 1:
      return absl::StrCat(short_day, gap, last);
    case 2:
    case 3:
      return absl::StrCat(day, gap, last);
    case 4:
      // With 0 in front it is told apart from a phone number elsewhere.
      return ten;
    case 5:
      return std::string(twelve);
    case 6:
      return absl::StrCat(year, part, month, part, of_month, OneOf<std::string>({"-", " ", "+"}), last);
    case 7:
      return absl::StrCat(year.substr(2), part, month, part, of_month, OneOf<std::string>({"-", " ", "+"}), last);
    case 8:
      return absl::StrCat(year, " ", month, of_month, " ", last);
    case 9:
      return Spread(OneOf<std::string>({ten, std::string(twelve)}), OneOf<std::string>({" ", "\u00A0", ".", "-"}));
    case 10:
      return Spread(OneOf<std::string>({ten, std::string(twelve)}), hidden);
    case 11:
      return absl::StrCat(InScript(short_day, 0xFF10), OneOf<std::string>({"-", "\uFF0D", ""}), InScript(last, 0xFF10));
    case 12:
      return absl::StrCat(InScript(day, 0x0660), OneOf<std::string>({"-", ""}), InScript(last, 0x0660));
    default:
      return absl::StrCat(day.substr(0, 2), " ", short_day, gap, last);
  }
}

// The third digit is never below 2.
std::string Generator::OrganisationNumber() {
  std::string nine = absl::StrCat(Number(1, 9), Digits(1), Number(2, 9), Digits(6));
  std::string ten = nine + CheckDigit(nine);
  const std::string gap = OneOf<std::string>({"-", "-", "-", "", " ", "\u2013", "\u00A0"});
  return absl::StrCat(OneOf<std::string>({"", "", "16"}), ten.substr(0, 6), gap, ten.substr(6));
}

std::string Generator::Phone() {
  const std::string area = OneOf<std::string>({"70", "72", "73", "76", "79", "10", "31", "40", "20", "771"});
  const std::string a = Digits(area.size() == 3 ? 2 : 3), b = Digits(2), c = Digits(2);
  const std::string gap = OneOf<std::string>({" ", " ", "\u00A0", ""});
  switch (Number(0, 9)) {
    case 0:
      return absl::StrCat("+46", area, a, b, c);
    case 1:
      return absl::StrCat("+46 ", area, " ", a, " ", b, " ", c);
    case 2:
      return absl::StrCat("0046", OneOf<std::string>({"", " ", "-"}), area, gap, a, gap, b, gap, c);
    case 3:
      return absl::StrCat("+46 (0)", area, OneOf<std::string>({"-", " "}), a, gap, b, gap, c);
    case 4:
      return absl::StrCat("08-", Number(1, 9), Digits(2), " ", Digits(3), " ", Digits(2));
    case 5:
      return absl::StrCat("08-", Digits(2), " ", Digits(2), " ", Digits(2));
    case 6:
      return absl::StrCat("0", area, " ", a, " ", b, " ", c);
    case 7:
      return absl::StrCat("0", area, "-", a, " ", b, c);
    case 8:
      return absl::StrCat("0", area, OneOf<std::string>({"-", "/", "\u2013", "\u2011"}), a, b, c);
    default:
      return absl::StrCat("0", area, "-", a, gap, b, gap, c);
  }
}

std::string Generator::Day() {
  absl::CivilDay day = AnyDay(*this, 1900, 2050);
  const int year = static_cast<int>(day.year()), month = day.month(), of_month = day.day();
  const int hour = Number(0, 23), minute = Number(0, 59);
  switch (Number(0, 11)) {
    case 0:
      return absl::StrFormat("%04d%02d%02d", year, month, of_month);
    case 1:
      return absl::StrFormat("%d/%d %d", of_month, month, year);
    case 2:
      return absl::StrFormat("%02d.%02d.%04d %02d.%02d", of_month, month, year, hour, minute);
    case 3:
      return absl::StrFormat("%04d-%02d-%02d %02d:%02d", year, month, of_month, hour, minute);
    case 4:
      return absl::StrFormat("%04d-%02d-%02dT%02d:%02d:%02d+01:00", year, month, of_month, hour, minute, minute);
    case 5:
      return absl::StrFormat("%04d-%02d-%02d kl. %02d.%02d", year, month, of_month, hour, minute);
    case 6:
      return absl::StrFormat("%02d%02d%02d", year % 100, month, of_month);
    case 7:
      return absl::StrCat(absl::FormatCivilTime(day), " \u2013 ", absl::FormatCivilTime(day + Number(1, 400)));
    case 8:
      return absl::StrCat(absl::FormatCivilTime(day), "/", absl::FormatCivilTime(day + Number(1, 400)));
    case 9:
      return absl::StrFormat("%d-%d/%d %d", of_month, of_month + 2, month, year);
    case 10:
      return absl::StrFormat("%02d-%02d-%04d - %02d-%02d-%04d", of_month, month, year, of_month, month, year + 1);
    default:
      return absl::FormatCivilTime(day);
  }
}

std::string Generator::Uuid() {
  auto hex = [this](int count) {
    std::string text;
    while (count-- > 0) text += "0123456789abcdef"[Number(0, 15)];
    return text;
  };
  return absl::StrCat(hex(8), "-", hex(4), "-", hex(4), "-", hex(4), "-", hex(12));
}

std::string Generator::IcsStamp() {
  absl::CivilDay day = AnyDay(*this, 1970, 2050);
  std::string time = absl::StrFormat("%04d%02d%02dT%02d%02d%02d", day.year(), day.month(), day.day(), Number(0, 23),
                                     Number(0, 59), Number(0, 59));
  switch (Number(0, 3)) {
    case 0:
      return absl::StrCat("DTSTART;TZID=Europe/Stockholm:", time);
    case 1:
      return absl::StrCat(time, "+0100");
    case 2:
      return absl::StrCat(time, "Z/", time, "Z");
    default:
      return absl::StrCat(time, "Z");
  }
}

std::string Generator::DashedStamp() {
  absl::CivilDay day = AnyDay(*this, 2013, 2030);
  return absl::StrFormat("%04d%02d%02d-%02d%02d", day.year(), day.month(), day.day(), Number(0, 23), Number(0, 59));
}

std::string Generator::Sentence(absl::string_view text) {
  return absl::StrReplaceAll(
      OneOf<std::string>({"#", "Ring # före mötet", "Mötet avser #.", "(#)", "Från # och framåt, 12 personer",
                          "Den 3 maj: # – beslut", "Åtgärd för #, se punkt 4", "fil_#.pdf", "Ärende #; nästa",
                          "deltagare\t#\n2 st"}),
      {{"#", text}});
}

}  // namespace samverkan

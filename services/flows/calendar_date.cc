#include "services/flows/calendar_date.h"

#include <re2/re2.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace samverkan {
namespace {

constexpr char kYear[] = "(?:19|20)[0-9]{2}";
constexpr char kMonthNumber[] = "(?:0?[1-9]|1[0-2])";
constexpr char kDay[] = "(?:0?[1-9]|[12][0-9]|3[01])";
constexpr char kSpace[] = "[ \\t\\n\\x{A0}\\x{2009}\\x{202F}]";
constexpr char kDash[] = "[-\\x{2010}-\\x{2015}\\x{2212}]";
// In English, `may` is mostly no month: as one it is written with a capital.
constexpr char kMonthButMay[] =
    "(?:jan(?:uar[iy])?|feb(?:ruar[iy])?|mar(?:s|ch)?|apr(?:il)?|maj|jun[ie]?|jul[iy]?|aug(?:ust[i]?)?|"
    "sept?(?:ember)?|o[kc]t(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
constexpr char kSeason[] = "(?:våren?|sommaren?|hösten?|vintern?|spring|summer|autumn|fall|winter|[hv]t)";
constexpr char kTimeOf[] = "(?:år|året|åren|year|sedan|since|in|född|fött)";

// Every form, with no letter or digit on either side: \b knows ASCII only.
std::string Forms() {
  const std::string month = absl::StrCat("(?:", kMonthButMay, "|(?-i:May|MAY))");
  const std::string gap = absl::StrCat(kSpace, "*");
  const std::string some = absl::StrCat(kSpace, "+");
  const std::string mark = absl::StrCat("(?:", kDash, "|[./])");
  const std::string ordinal = "(?::?[ae]|st|nd|rd|th)?";
  const std::string two_digits = "(?:0[1-9]|1[0-2])";
  return absl::StrJoin(
      {// 2015-11-13, 2015/11/13, 2015-11
       absl::StrCat(kYear, mark, kMonthNumber, mark, kDay), absl::StrCat(kYear, kDash, two_digits),
       // 20151113
       absl::StrCat(kYear, two_digits, "(?:0[1-9]|[12][0-9]|3[01])"),
       // 13/11 2015, 13.11.2015, 13-11-2015, 13/11-15
       absl::StrCat(kDay, mark, gap, kMonthNumber, "(?:", mark, gap, "|", some, ")", kYear),
       absl::StrCat(kDay, "/", kMonthNumber, kDash, "[0-9]{2}"),
       // den 13/11
       absl::StrCat("den", some, kDay, "/", kMonthNumber),
       // 13 november, 13:e nov., 1st of May
       absl::StrCat(kDay, ordinal, "\\.?", gap, "(?:of", some, ")?", month),
       // November 13, Nov. 13th
       absl::StrCat(month, "\\.?", some, kDay, ordinal),
       // nov 2015, may 2015
       absl::StrCat("(?:", month, "|may)", "\\.?,?", gap, kYear),
       // hösten 2015, HT15, år 2015, sedan 2015
       absl::StrCat(kSeason, some, kYear), absl::StrCat("(?-i:HT|VT)", gap, "(?:", kYear, "|[0-9]{2})"),
       absl::StrCat(kTimeOf, some, kYear),
       // vecka 46 2015
       absl::StrCat("(?:vecka|week|v\\.?)", gap, "[0-9]{1,2},?", some, kYear)},
      "|");
}

}  // namespace

bool TellsADate(absl::string_view text) {
  static const auto& form =
      *new re2::RE2(absl::StrCat("(?i)(?:^|[^\\pL\\pN])(?:", Forms(), ")(?:$|[^\\pL\\pN:]|:(?:$|[^0-9]))"));
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), form);
}

}  // namespace samverkan

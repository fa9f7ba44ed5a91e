// `samverkan token`: a token for development, signed by a key of one's own.
#include <cmath>
#include <filesystem>
#include <optional>

#include "absl/flags/flag.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/substitute.h"
#include "absl/time/clock.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/verbs.h"
#include "services/platform/identity/agency_id.h"
#include "services/platform/identity/development.h"
#include "services/platform/identity/files.h"

namespace samverkan::cli {
namespace {

// A hundred years; more is a slip of the hand.
constexpr double kMostHours = 24 * 366 * 100;

// False if one of the words is no role.
bool ReadRoles(const std::string& words, Roles& roles) {
  for (absl::string_view word : absl::StrSplit(words, ',', absl::SkipWhitespace())) {
    std::optional<Role> role = RoleNamed(absl::StripAsciiWhitespace(word));
    if (!role) return false;
    roles.Add(*role);
  }
  return true;
}

// What is wrong with the flags; empty if nothing is.
std::string WrongFlags(const Session& session) {
  Roles roles;
  if (absl::GetFlag(FLAGS_key).empty())
    return Say("token needs the key that signs: --key FILE, with --make-key at first");
  if (absl::GetFlag(FLAGS_issuer).empty()) return Say("token needs --issuer NAME, as the issuers file has it");
  if (!IsAgencyId(session.agency)) return Say("token needs the agency that it speaks for: --agency ID");
  if (!ReadRoles(absl::GetFlag(FLAGS_roles), roles)) {
    return Say("--roles can be $0, with commas", "reader, contributor, process_leader, operator");
  }
  const double hours = absl::GetFlag(FLAGS_hours);
  if (!(std::abs(hours) <= kMostHours)) return Say("--hours is out of range");
  return "";
}

TokenContent ContentOf(const Session& session) {
  const absl::Time now = absl::Now();
  TokenContent content{.principal = {.agency = session.agency,
                                     .subject = absl::GetFlag(FLAGS_subject),
                                     .issuer = absl::GetFlag(FLAGS_issuer)},
                       .audience = absl::GetFlag(FLAGS_audience),
                       .issue_time = now,
                       .expire_time = now + absl::Hours(absl::GetFlag(FLAGS_hours))};
  ReadRoles(absl::GetFlag(FLAGS_roles), content.principal.roles);
  return content;
}

// What the issuers file needs for tokens of this key to be taken.
std::string IssuersEntry(const TokenContent& content, const std::string& key_path) {
  return absl::Substitute(R"({"issuer": "$0", "agencies": ["$1"], "jwksFile": "$2"})", content.principal.issuer,
                          content.principal.agency, std::filesystem::absolute(KeySetPath(key_path)).string());
}

void TellOfKey(const Session& session, const TokenContent& content, const std::string& key_path) {
  session.err << Say("made the key $0 (keep it secret) and its public half $1", key_path, KeySetPath(key_path)) << "\n"
              << Say("for the servers' issuers file: $0", IssuersEntry(content, key_path)) << "\n";
}

}  // namespace

int RunToken(const Session& session, const Arguments& arguments) {
  if (!arguments.empty()) return session.Misused(Say("token takes no arguments, only flags"));
  if (std::string wrong = WrongFlags(session); !wrong.empty()) return session.Misused(wrong);
  const std::string key_path = absl::GetFlag(FLAGS_key);
  absl::StatusOr<OpenedKey> opened = OpenSigningKey(key_path, absl::GetFlag(FLAGS_make_key));
  if (!opened.ok()) return session.Fail(opened.status());
  const TokenContent content = ContentOf(session);
  if (opened->made) TellOfKey(session, content, key_path);
  const std::string token = SignToken(opened->key, content) + "\n";
  const std::string out = absl::GetFlag(FLAGS_out);
  if (out.empty()) {
    session.out << token;
    return kOk;
  }
  absl::Status written = ReplaceFile(out, token, 0600);
  return written.ok() ? kOk : session.Fail(written);
}

}  // namespace samverkan::cli

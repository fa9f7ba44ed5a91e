// `samverkan doctor`: says in plain words what is wrong with a deployment, as far as it shows from here.
#include <google/protobuf/struct.pb.h>

#include <algorithm>

#include "absl/flags/flag.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/listing.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/verbs.h"
#include "samverkan/federation/v1/federation_service.pb.h"
#include "services/platform/identity/token.h"
#include "services/platform/rpc/certificate_metrics.h"
#include "services/platform/rpc/tls_probe.h"

namespace samverkan::cli {
namespace {

using federation::v1::ListMembersResponse;
using federation::v1::Member;

constexpr absl::Duration kTimeout = absl::Seconds(5);

std::string DayOf(absl::Time time) { return absl::FormatTime("%Y-%m-%d", time, absl::LocalTimeZone()); }

// Looks at one thing after the other, and tells of each.
class Doctor {
 public:
  explicit Doctor(const Session& session) : session_(session) {}

  int Run() {
    LookAtToken();
    LookAtFile(absl::GetFlag(FLAGS_tls_certificate));
    LookAtFile(absl::GetFlag(FLAGS_tls_ca));
    LookAtTls(session_.connection.address());
    LookAtMembers();
    session_.out << (bad_ > 0        ? Say("$0 to be mended, $1 to be looked at", bad_, doubtful_)
                     : doubtful_ > 0 ? Say("nothing is broken; $0 to be looked at", doubtful_)
                                     : Say("all is well"))
                 << "\n";
    return bad_ > 0 ? kFailed : kOk;
  }

 private:
  void Good(const std::string& text) { session_.out << Say("ok       ") << text << "\n"; }
  void Doubtful(const std::string& text) {
    ++doubtful_;
    session_.out << Say("look at  ") << text << "\n";
  }
  void Bad(const std::string& text) {
    ++bad_;
    session_.out << Say("mend     ") << text << "\n";
  }

  void LookAtExpiry(const std::string& what, absl::Time expiry) {
    absl::Duration left = expiry - absl::Now();
    if (left <= absl::ZeroDuration()) return Bad(Say("$0 expired on $1; renew it", what, DayOf(expiry)));
    int64_t days = left / absl::Hours(24);
    if (left < kRenewCertificateBefore)
      return Doubtful(Say("$0 expires on $1, in $2 days; renew it", what, DayOf(expiry), days));
    Good(Say("$0 is good until $1", what, DayOf(expiry)));
  }

  // What it says of itself: whether the servers take it, the calls below tell.
  void LookAtToken() {
    const std::string& text = session_.connection.token();
    if (text.empty()) return Doubtful(Say("no token is given (--token); servers that ask for one will refuse"));
    absl::StatusOr<UnverifiedToken> token = ParseToken(text);
    if (!token.ok()) return Bad(Say("the token is no token (JWT)"));
    const auto& claims = token->claims.fields();
    auto expiry = claims.find("exp");
    if (expiry == claims.end()) return Bad(Say("the token has no `exp`; servers refuse it"));
    LookAtExpiryOfToken(absl::FromUnixSeconds(static_cast<int64_t>(expiry->second.number_value())));
  }

  void LookAtExpiryOfToken(absl::Time expiry) {
    if (expiry < absl::Now()) return Bad(Say("the token expired on $0; get a new one", DayOf(expiry)));
    Good(Say("the token is good until $0", absl::FormatTime("%Y-%m-%d %H:%M", expiry, absl::LocalTimeZone())));
  }

  void LookAtFile(const std::string& path) {
    if (path.empty()) return;
    absl::StatusOr<absl::Time> expiry = CertificateExpiry(path);
    if (!expiry.ok()) return Bad(std::string(expiry.status().message()));
    LookAtExpiry(Say("the certificate $0", path), *expiry);
  }

  void LookAtTls(const std::string& address) {
    TlsFiles files{.certificate = absl::GetFlag(FLAGS_tls_certificate),
                   .key = absl::GetFlag(FLAGS_tls_key),
                   .ca = absl::GetFlag(FLAGS_tls_ca)};
    if (files.ca.empty()) return;
    absl::StatusOr<TlsFindings> found = ProbeTls(address, files, kTimeout);
    if (!found.ok()) return Bad(std::string(found.status().message()));
    if (!found->problem.ok()) return Bad(std::string(found->problem.message()));
    LookAtExpiry(Say("the certificate that $0 shows", address), found->certificate_expiry);
  }

  void LookAtMembers() {
    absl::StatusOr<MessagePtr> listed = List(session_, *session_.contract.Find("members"), {.all = true});
    if (!listed.ok())
      return Bad(Say("the gateway does not answer as it should: $0", std::string(listed.status().message())));
    const auto& members = static_cast<const ListMembersResponse&>(**listed);
    Good(Say("the gateway answers, and has $0 members", members.members_size()));
    for (const Member& member : members.members()) LookAtMember(member);
  }

  void LookAtMember(const Member& member) {
    std::string what = absl::StrCat(member.agency(), " (", member.display_name(), ")");
    if (member.health() == Member::HEALTH_SERVING) {
      Good(Say("$0 serves", what));
    } else if (member.health() == Member::HEALTH_DEGRADED) {
      Bad(Say("$0 serves in part: one of its processes does not answer the gateway", what));
    } else {
      Bad(Say("$0 does not answer the gateway: is it up, and is its address in the directory right?", what));
    }
    if (!member.has_certificate_expire_time()) return;
    LookAtExpiry(Say("the certificate of $0", what), absl::FromUnixSeconds(member.certificate_expire_time().seconds()));
  }

  const Session& session_;
  int bad_ = 0;
  int doubtful_ = 0;
};

}  // namespace

int RunDoctor(const Session& session, const Arguments& arguments) {
  if (!arguments.empty()) return session.Misused(Say("doctor takes no arguments"));
  return Doctor(session).Run();
}

}  // namespace samverkan::cli

// `samverkan certificate`: a certificate for development, signed by an authority of one's own.
#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/verbs.h"
#include "services/platform/identity/development.h"

namespace samverkan::cli {
namespace {

constexpr int kMostDays = 36'500;

// What is wrong with the flags; empty if nothing is.
std::string WrongFlags() {
  const int days = absl::GetFlag(FLAGS_days);
  if (absl::GetFlag(FLAGS_ca).empty()) return Say("certificate needs the authority's folder: --ca DIR");
  if (absl::GetFlag(FLAGS_host).empty()) return Say("certificate needs the names it is for: --host NAME,IP");
  if (absl::GetFlag(FLAGS_out).empty()) return Say("certificate needs to know where: --out PREFIX");
  if (days > kMostDays || days < -kMostDays) return Say("--days is out of range");
  return "";
}

}  // namespace

int RunCertificate(const Session& session, const Arguments& arguments) {
  if (!arguments.empty()) return session.Misused(Say("certificate takes no arguments, only flags"));
  if (std::string wrong = WrongFlags(); !wrong.empty()) return session.Misused(wrong);
  const absl::Time now = absl::Now();
  const std::string folder = absl::GetFlag(FLAGS_ca);
  const std::string out = absl::GetFlag(FLAGS_out);
  absl::StatusOr<OpenedAuthority> opened = OpenAuthority(folder, now);
  if (!opened.ok()) return session.Fail(opened.status());
  if (opened->made) session.err << Say("made the authority $0/ca.pem and its key $0/ca-key.pem", folder) << "\n";
  absl::StatusOr<CertifiedKey> made =
      MakeCertificate(opened->authority, {.hosts = absl::StrSplit(absl::GetFlag(FLAGS_host), ',', absl::SkipEmpty()),
                                          .days = absl::GetFlag(FLAGS_days),
                                          .now = now});
  if (!made.ok()) return session.Fail(made.status());
  if (absl::Status written = WriteCertifiedKey(out, *made); !written.ok()) return session.Fail(written);
  session.err << Say("made the certificate $0.pem and its key $0-key.pem", out) << "\n";
  return kOk;
}

}  // namespace samverkan::cli

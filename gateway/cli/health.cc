// `samverkan health`: asks one server whether it serves, for probes.
#include "services/platform/rpc/health.h"

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/verbs.h"
#include "services/platform/async/wait.h"
#include "services/platform/rpc/tls.h"

namespace samverkan::cli {

int RunHealth(const Session& session, const Arguments& arguments) {
  if (arguments.empty() || arguments.size() > 2)
    return session.Misused(Say("which server? health HOST:PORT [SERVICE]"));
  Client client(arguments[0], ClientCredentials({.certificate = absl::GetFlag(FLAGS_tls_certificate),
                                                 .key = absl::GetFlag(FLAGS_tls_key),
                                                 .ca = absl::GetFlag(FLAGS_tls_ca)}));
  CallOptions options{.deadline = absl::ToChronoTime(absl::Now() + absl::GetFlag(FLAGS_timeout))};
  std::string service = arguments.size() > 1 ? arguments[1] : "";
  absl::Status serves = Wait(CheckHealth(client, std::move(service), std::move(options)));
  if (serves.ok()) return kOk;
  session.err << absl::StrCat(arguments[0], ": ", serves.message()) << "\n";
  return kFailed;
}

}  // namespace samverkan::cli

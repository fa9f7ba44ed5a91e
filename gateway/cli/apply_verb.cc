#include "absl/flags/flag.h"
#include "gateway/cli/apply.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/verbs.h"

namespace samverkan::cli {

int RunApply(const Session& session, const Arguments& files) {
  if (files.empty()) return session.Misused(Say("apply needs a file, or - for standard input"));
  int batch = absl::GetFlag(FLAGS_batch);
  int in_flight = absl::GetFlag(FLAGS_in_flight);
  if (batch < 1 || batch > 1000) return session.Misused(Say("--batch must be 1 to 1000"));
  if (in_flight < 1 || in_flight > 1000) return session.Misused(Say("--in_flight must be 1 to 1000"));
  ApplyOptions options{.files = files,
                       .batch = static_cast<size_t>(batch),
                       .push = {.in_flight = in_flight, .retry_for = absl::GetFlag(FLAGS_retry_for)},
                       .resume = absl::GetFlag(FLAGS_resume)};
  return Apply(session, options);
}

}  // namespace samverkan::cli

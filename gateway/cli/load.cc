// `samverkan load`: what meetings take of time and money, and what a change would add or free.
#include <google/protobuf/util/json_util.h>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/load_view.h"
#include "gateway/cli/ndjson.h"
#include "gateway/cli/query.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/verbs.h"

namespace samverkan::cli {
namespace {

using analytics::v1::GetLoadRequest;
using analytics::v1::GetLoadResponse;

// A MeetingDraft in proto JSON on each line.
absl::Status ReadDrafts(const std::string& file, GetLoadRequest& request) {
  LineReader reader({file});
  for (;;) {
    absl::StatusOr<Line> line = reader.Next();
    if (absl::IsOutOfRange(line.status())) return absl::OkStatus();
    if (!line.ok()) return line.status();
    auto parsed = google::protobuf::util::JsonStringToMessage(line->text, request.add_drafts());
    if (parsed.ok()) continue;
    return absl::InvalidArgumentError(absl::StrCat(line->file, ":", line->number, ": ",
                                                   Say("this is no MeetingDraft: $0", std::string(parsed.message()))));
  }
}

}  // namespace

int RunLoad(const Session& session, const Arguments& arguments) {
  if (!arguments.empty()) return TakesNoArguments(session, "load");
  GetLoadRequest request;
  if (absl::Status read = ReadQuery(session, {&request}); !read.ok()) {
    return session.Misused(std::string(read.message()));
  }
  if (std::string file = absl::GetFlag(FLAGS_draft); !file.empty()) {
    if (absl::Status read = ReadDrafts(file, request); !read.ok()) return session.Fail(read);
  }
  return Show(session, Ask<GetLoadResponse>(session, "GetLoad", request), RenderLoad);
}

}  // namespace samverkan::cli

// Reading collections, page by page.
#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "gateway/cli/session.h"

namespace samverkan::cli {

struct ListOptions {
  std::string parent = "agencies/-";
  std::string filter;
  std::string order_by;
  // The most records; 0 for one page of the server's own size.
  int limit = 0;
  // All pages, whatever the limit.
  bool all = false;
};

// What `parent` holds, on whatever level: `agencies/af` is enough for the actions of all its plans. The pages as one
// response: records and unreachable members joined, the last page's token. UNIMPLEMENTED if the
// collection cannot be listed.
absl::StatusOr<MessagePtr> List(const Session& session, const Collection& collection, const ListOptions& options);

// How one page is asked for.
using PageCall = absl::FunctionRef<absl::StatusOr<MessagePtr>(const google::protobuf::Message& request)>;

// Asks for page after page, as far as `options` has it (limit, all), and joins the answers: the records of all pages,
// everything else as the last page has it. `request` is one with page_size and page_token.
absl::Status ReadPages(const ListOptions& options, PageCall ask, google::protobuf::Message& request,
                       google::protobuf::Message& joined);

// The pages that --limit and --all ask for.
ListOptions AskedFor();

// Tells which members did not answer. True if there are any.
bool TellUnreachable(const Session& session, const google::protobuf::Message& response);

// `agencies/af` for `af` and for `agencies/af`.
std::string AgencyName(const std::string& id_or_name);

// The name of the agency whose slice the node that is called keeps: the one named, or else the one it tells.
// INVALID_ARGUMENT if it tells several.
absl::StatusOr<std::string> SliceOf(const Session& session);

}  // namespace samverkan::cli

// `samverkan get`, `list`, `delete`: reading and removing resources of any type.
#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/listing.h"
#include "gateway/cli/record_view.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/verbs.h"

namespace samverkan::cli {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

absl::Status NoSuchName(const Session& session, const std::string& name) {
  std::vector<std::string> forms;
  for (const auto& collection : session.contract.collections()) forms.push_back(collection->pattern);
  return absl::InvalidArgumentError(
      absl::StrCat(name, " is no resource's name; names are of the forms ", absl::StrJoin(forms, ", ")));
}

absl::StatusOr<MessagePtr> CallByName(const Session& session, const std::string& name,
                                      const MethodDescriptor* Collection::*method) {
  const Collection* collection = session.contract.OfName(name);
  if (collection == nullptr) return NoSuchName(session, name);
  if (collection->*method == nullptr) {
    return absl::UnimplementedError(Say("$0 cannot be got or deleted one by one.", collection->word));
  }
  MessagePtr request = session.contract.New((collection->*method)->input_type());
  SetString(*request, "name", name);
  SetString(*request, "request_id", NewRequestId());
  SetBool(*request, "allow_missing", absl::GetFlag(FLAGS_allow_missing));
  return session.connection.Call(collection->*method, *request);
}

void ShowList(const Session& session, const Message& response, const std::string& word) {
  std::vector<const Message*> records = Records(response);
  if (session.json) {
    session.out << ToJson(response);
  } else if (records.empty()) {
    session.err << Say("no $0", word) << "\n";
  } else {
    session.out << RenderTable(records, session.width);
  }
  TellUnreachable(session, response);
  if (!session.json && !GetString(response, "next_page_token").empty()) {
    session.err << Say("there are more: --limit N, or --all") << "\n";
  }
}

int ListCollection(const Session& session, const std::string& word) {
  const Collection* collection = session.contract.Find(word);
  if (collection == nullptr || collection->list == nullptr) {
    return session.Misused(
        Say("$0 is no collection; there are $1", word, absl::StrJoin(session.contract.Words(), ", ")));
  }
  ListOptions options = AskedFor();
  options.filter = absl::GetFlag(FLAGS_filter);
  options.order_by = absl::GetFlag(FLAGS_order_by);
  if (std::string parent = absl::GetFlag(FLAGS_parent); !parent.empty()) options.parent = AgencyName(parent);
  absl::StatusOr<MessagePtr> response = List(session, *collection, options);
  if (!response.ok()) return session.Fail(response.status());
  ShowList(session, **response, word);
  return kOk;
}

}  // namespace

int RunGet(const Session& session, const Arguments& names) {
  if (names.empty()) return session.Misused(Say("get needs a name, such as agencies/af/meetings/m1"));
  int code = kOk;
  bool first = true;
  for (const std::string& name : names) {
    absl::StatusOr<MessagePtr> resource = CallByName(session, name, &Collection::get);
    if (!resource.ok()) {
      code = session.Fail(resource.status());
      continue;
    }
    if (session.json) session.out << ToJson(**resource);
    if (!session.json) session.out << (first ? "" : "\n") << RenderPage(**resource);
    first = false;
  }
  return code;
}

int RunList(const Session& session, const Arguments& arguments) {
  if (arguments.size() != 1) {
    return session.Misused(Say("list needs one collection: $0", absl::StrJoin(session.contract.Words(), ", ")));
  }
  if (absl::GetFlag(FLAGS_limit) < 0) return session.Misused(Say("--limit must not be negative"));
  return ListCollection(session, arguments.front());
}

int RunDelete(const Session& session, const Arguments& names) {
  if (names.empty()) return session.Misused(Say("delete needs a name, such as agencies/af/meetings/m1"));
  int code = kOk;
  for (const std::string& name : names) {
    absl::StatusOr<MessagePtr> response = CallByName(session, name, &Collection::remove);
    if (!response.ok()) {
      code = session.Fail(response.status());
    } else if (session.json) {
      session.out << ToJson(**response);
    } else {
      session.out << Say("deleted $0", name) << "\n";
    }
  }
  return code;
}

}  // namespace samverkan::cli

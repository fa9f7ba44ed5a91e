#include "gateway/cli/listing.h"

#include <algorithm>
#include <set>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/texts.h"
#include "samverkan/actors/v1/actor_registry_service.pb.h"

namespace samverkan::cli {
namespace {

using google::protobuf::Message;

constexpr int kMaxPage = 1000;

// The same member may be unreachable on several pages: it is named once.
void NameOnce(Message& response, const std::string& field) {
  std::vector<std::string> names = GetStrings(response, field);
  if (names.empty()) return;
  const auto* descriptor = response.GetDescriptor()->FindFieldByName(field);
  response.GetReflection()->ClearField(&response, descriptor);
  for (const std::string& name : std::set<std::string>(names.begin(), names.end())) {
    response.GetReflection()->AddString(&response, descriptor, name);
  }
}

// Of what is not a list, the last page's word counts: merged, its messages would be joined to the earlier ones.
void ClearSingular(Message& message) {
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const auto* field = message.GetDescriptor()->field(i);
    if (!field->is_repeated()) message.GetReflection()->ClearField(&message, field);
  }
}

// `parent`, with all of what stands between it and the collection: `agencies/af/plans/-` for actions.
std::string ParentIn(const Collection& collection, std::string parent) {
  std::vector<std::string> pattern = absl::StrSplit(collection.pattern, '/');
  std::vector<std::string> given = absl::StrSplit(parent, '/');
  for (size_t i = given.size(); i + 2 < pattern.size(); i += 2) absl::StrAppend(&parent, "/", pattern[i], "/-");
  return parent;
}

}  // namespace

absl::StatusOr<MessagePtr> List(const Session& session, const Collection& collection, const ListOptions& options) {
  if (collection.list == nullptr) {
    return absl::UnimplementedError(absl::StrCat("There is no list of ", collection.word, "."));
  }
  MessagePtr request = session.contract.New(collection.list->input_type());
  SetString(*request, "parent", ParentIn(collection, options.parent));
  SetString(*request, "filter", options.filter);
  SetString(*request, "order_by", options.order_by);
  MessagePtr joined = session.contract.New(collection.list->output_type());
  auto ask = [&](const Message& page) { return session.connection.Call(collection.list, page); };
  if (absl::Status read = ReadPages(options, ask, *request, *joined); !read.ok()) return read;
  NameOnce(*joined, "unreachable");
  return joined;
}

absl::Status ReadPages(const ListOptions& options, PageCall ask, Message& request, Message& joined) {
  for (;;) {
    int had = static_cast<int>(Records(joined).size());
    int wanted = options.all ? kMaxPage : std::min(options.limit - had, kMaxPage);
    SetInt(request, "page_size", std::max(wanted, 0));
    absl::StatusOr<MessagePtr> page = ask(request);
    if (!page.ok()) return page.status();
    ClearSingular(joined);
    joined.MergeFrom(**page);
    std::string token = GetString(joined, "next_page_token");
    bool enough = !options.all && (options.limit == 0 || static_cast<int>(Records(joined).size()) >= options.limit);
    if (token.empty() || enough) return absl::OkStatus();
    SetString(request, "page_token", token);
  }
}

ListOptions AskedFor() { return {.limit = absl::GetFlag(FLAGS_limit), .all = absl::GetFlag(FLAGS_all)}; }

bool TellUnreachable(const Session& session, const Message& response) {
  std::vector<std::string> members = GetStrings(response, "unreachable");
  if (members.empty()) return false;
  session.err << Say("not answering, and not in the list: $0", absl::StrJoin(members, ", ")) << "\n";
  return true;
}

std::string AgencyName(const std::string& id_or_name) {
  return id_or_name.find('/') == std::string::npos ? absl::StrCat("agencies/", id_or_name) : id_or_name;
}

absl::StatusOr<std::string> SliceOf(const Session& session) {
  if (!session.agency.empty()) return AgencyName(session.agency);
  auto listed = session.connection.Call<actors::v1::ListAgenciesResponse>(
      "/samverkan.actors.v1.ActorRegistryService/ListAgencies", actors::v1::ListAgenciesRequest());
  if (!listed.ok()) return listed.status();
  if (listed->agencies_size() == 1) return listed->agencies(0).name();
  return absl::InvalidArgumentError(Say("name the agency whose slice it is: --agency ID"));
}

}  // namespace samverkan::cli

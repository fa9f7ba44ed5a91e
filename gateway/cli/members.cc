// `samverkan members`: who belongs to the federation, and how each is.
#include <google/protobuf/util/time_util.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/listing.h"
#include "gateway/cli/table.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/verbs.h"
#include "samverkan/federation/v1/federation_service.pb.h"

namespace samverkan::cli {
namespace {

using federation::v1::ListMembersResponse;
using federation::v1::Member;
using google::protobuf::util::TimeUtil;

std::string LastHeard(const Member& member) {
  if (!member.has_known_time()) return Say("never");
  return AgeText(member.age().seconds());
}

std::string Addresses(const Member& member) {
  std::vector<std::string> addresses;
  for (const auto& endpoint : member.endpoints()) addresses.push_back(endpoint.address());
  return absl::StrJoin(addresses, ", ");
}

}  // namespace

int RunMembers(const Session& session, const Arguments& arguments) {
  if (!arguments.empty()) return session.Misused(Say("members takes no arguments"));
  absl::StatusOr<MessagePtr> listed = List(session, *session.contract.Find("members"), {.all = true});
  if (!listed.ok()) return session.Fail(listed.status());
  if (session.json) {
    session.out << ToJson(**listed);
    return kOk;
  }
  const auto& response = static_cast<const ListMembersResponse&>(**listed);
  Table table({Say("agency"), Say("name"), Say("health"), Say("last heard"), Say("version"), Say("certificate expires"),
               Say("addresses")});
  for (const Member& member : response.members()) {
    std::string expires =
        member.has_certificate_expire_time() ? TimeUtil::ToString(member.certificate_expire_time()).substr(0, 10) : "";
    std::string health = Say(ShortEnum(Member::Health_descriptor(), member.health()));
    table.Add({member.agency(), member.display_name(), health, LastHeard(member), member.version(), expires,
               Addresses(member)});
  }
  session.out << table.Render(session.width);
  return kOk;
}

}  // namespace samverkan::cli

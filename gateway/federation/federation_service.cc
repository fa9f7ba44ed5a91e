#include "gateway/federation/federation_service.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/platform/rpc/error.h"
#include "services/platform/rpc/page_token.h"

namespace samverkan {
namespace {

using federation::v1::GetMemberRequest;
using federation::v1::ListMembersRequest;
using federation::v1::ListMembersResponse;
using federation::v1::Member;
using std::chrono::system_clock;

constexpr int kDefaultPage = 20;
constexpr int kMaxPage = 1'000;

template <typename Proto, typename Duration>
void SetTime(Proto* proto, Duration duration) {
  auto nanos = std::chrono::duration_cast<std::chrono::nanoseconds>(duration).count();
  proto->set_seconds(nanos / 1'000'000'000);
  proto->set_nanos(static_cast<int32_t>(nanos % 1'000'000'000));
}

Member::Health HealthOf(const std::vector<EndpointHealth>& endpoints) {
  auto count = [&](EndpointHealth::State state) {
    return std::count_if(endpoints.begin(), endpoints.end(), [&](const auto& each) { return each.state == state; });
  };
  auto all = static_cast<int64_t>(endpoints.size());
  if (count(EndpointHealth::State::kUnknown) == all) return Member::HEALTH_UNSPECIFIED;
  if (count(EndpointHealth::State::kServing) == all) return Member::HEALTH_SERVING;
  return count(EndpointHealth::State::kServing) == 0 ? Member::HEALTH_UNREACHABLE : Member::HEALTH_DEGRADED;
}

// When the last answer of all of them was known; nothing if one never answered.
std::optional<system_clock::time_point> KnownTimeOf(const std::vector<EndpointHealth>& endpoints) {
  std::optional<system_clock::time_point> known = system_clock::time_point::max();
  for (const EndpointHealth& each : endpoints) known = each.known_time ? std::min(*known, *each.known_time) : known;
  bool all = std::all_of(endpoints.begin(), endpoints.end(), [](const auto& each) { return each.known_time; });
  return all ? known : std::nullopt;
}

// When the first of the certificates expires; nothing if none is known.
std::optional<system_clock::time_point> ExpireTimeOf(const std::vector<EndpointHealth>& endpoints) {
  std::optional<system_clock::time_point> first;
  for (const EndpointHealth& each : endpoints) {
    if (each.certificate_expire_time && (!first || *each.certificate_expire_time < *first)) {
      first = each.certificate_expire_time;
    }
  }
  return first;
}

Member MemberOf(const DirectoryMember& entry) {
  std::vector<EndpointHealth> endpoints;
  for (const MemberEndpoint& each : entry.endpoints) endpoints.push_back(each.endpoint->health());
  Member member = entry.info;
  member.set_health(HealthOf(endpoints));
  member.set_version(endpoints.front().version);
  if (auto expire = ExpireTimeOf(endpoints)) {
    SetTime(member.mutable_certificate_expire_time(), expire->time_since_epoch());
  }
  if (auto known = KnownTimeOf(endpoints)) {
    SetTime(member.mutable_known_time(), known->time_since_epoch());
    SetTime(member.mutable_age(), std::max(system_clock::duration::zero(), system_clock::now() - *known));
  }
  return member;
}

Member WithCommitments(const DirectoryMember& entry) {
  Member member = MemberOf(entry);
  for (const MemberEndpoint& each : entry.endpoints) {
    for (audit::v1::SealCommitment& commitment : each.endpoint->commitments()) {
      federation::v1::KeptCommitment& kept = *member.add_seal_commitments();
      kept.set_address(each.endpoint->address());
      *kept.mutable_commitment() = std::move(commitment);
    }
  }
  return member;
}

absl::StatusOr<Member> GetMember(const Directory& directory, const GetMemberRequest& request) {
  absl::string_view id = request.name();
  if (!absl::ConsumePrefix(&id, "members/")) return InvalidField("name", "must be members/{member}.");
  const DirectoryMember* member = directory.Find(id);
  if (member != nullptr) return WithCommitments(*member);
  return MakeError(absl::StatusCode::kNotFound, type::v1::ERROR_REASON_UNKNOWN_MEMBER,
                   absl::StrCat("There is no member ", Shown(request.name()), "."), {{"name", Shown(request.name())}});
}

absl::StatusOr<ListMembersResponse> ListMembers(const Directory& directory, const ListMembersRequest& request) {
  FieldViolations violations;
  if (request.page_size() < 0) violations.Add("page_size", "must not be negative.");
  if (request.skip() < 0) violations.Add("skip", "must not be negative.");
  if (!violations.empty()) return violations.ToStatus();
  const uint64_t fingerprint = Fingerprint(ListMembersRequest::descriptor()->full_name());
  const auto& members = directory.members();
  auto at = members.begin();
  if (!request.page_token().empty()) {
    absl::StatusOr<std::vector<std::string>> parts = DecodePageToken(request.page_token(), fingerprint);
    if (!parts.ok()) return parts.status();
    if (parts->size() != 1) return InvalidField("page_token", "not a token of this request.");
    at = std::lower_bound(at, members.end(), parts->front(),
                          [](const auto& member, const std::string& id) { return member.agency < id; });
  }
  at += std::min<ptrdiff_t>(request.skip(), members.end() - at);
  int size = std::min(request.page_size() == 0 ? kDefaultPage : request.page_size(), kMaxPage);
  ListMembersResponse response;
  for (; at != members.end() && response.members_size() < size; ++at) *response.add_members() = MemberOf(*at);
  if (at != members.end()) response.set_next_page_token(EncodePageToken(fingerprint, {at->agency}));
  return response;
}

template <typename Request, typename Response, auto kAnswer>
Task<absl::StatusOr<Response>> Answer(const DirectoryFile* directory, Request request) {
  co_return kAnswer(*directory->Current(), request);
}

}  // namespace

Service FederationService(const DirectoryFile& directory) {
  Service service = Service::Named("samverkan.federation.v1.FederationService");
  service.Unary<GetMemberRequest, Member>("GetMember", [&directory](const CallContext&, GetMemberRequest request) {
    return Answer<GetMemberRequest, Member, &GetMember>(&directory, std::move(request));
  });
  service.Unary<ListMembersRequest, ListMembersResponse>(
      "ListMembers", [&directory](const CallContext&, ListMembersRequest request) {
        return Answer<ListMembersRequest, ListMembersResponse, &ListMembers>(&directory, std::move(request));
      });
  return service;
}

}  // namespace samverkan

#include "gateway/federation/directory.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace samverkan {
namespace {

constexpr absl::string_view kAgencies = "agencies/";
constexpr absl::string_view kMembers = "members/";

bool IsId(absl::string_view id) {
  auto valid = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !id.empty() && id.size() <= 63 && id.front() != '-' && id.back() != '-' &&
         std::all_of(id.begin(), id.end(), valid);
}

absl::Status Wrong(absl::string_view where, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(where, ": ", what));
}

// The id of the member's agency, if the entry is sound.
absl::StatusOr<std::string> CheckedId(const federation::v1::Member& member) {
  absl::string_view id = member.agency();
  if (!absl::ConsumePrefix(&id, kAgencies) || !IsId(id)) {
    return Wrong(absl::StrCat("member '", member.name(), "'"),
                 "agency must be agencies/{id}, the id of a-z, 0-9 and -");
  }
  if (!member.name().empty() && member.name() != absl::StrCat(kMembers, id)) {
    return Wrong(member.agency(), "name must be members/{id} with the agency's id, or absent");
  }
  if (member.endpoints().empty()) return Wrong(member.agency(), "has no endpoint");
  for (const auto& endpoint : member.endpoints()) {
    if (endpoint.address().empty()) return Wrong(member.agency(), "an endpoint has no address");
  }
  return std::string(id);
}

DirectoryMember MakeMember(std::string id, const federation::v1::Member& entry, EndpointPool& endpoints) {
  DirectoryMember member;
  member.info.set_name(absl::StrCat(kMembers, id));
  member.info.set_agency(entry.agency());
  member.info.set_display_name(entry.display_name());
  *member.info.mutable_endpoints() = entry.endpoints();
  for (const auto& endpoint : entry.endpoints()) {
    member.endpoints.push_back({endpoints.Get(endpoint.address()), {endpoint.rooms().begin(), endpoint.rooms().end()}});
  }
  member.metrics = endpoints.MetricsOf(id);
  member.agency = std::move(id);
  return member;
}

}  // namespace

bool MemberEndpoint::Serves(absl::string_view room) const {
  return rooms.empty() || room == "changes" || std::find(rooms.begin(), rooms.end(), room) != rooms.end();
}

std::shared_ptr<Endpoint> DirectoryMember::EndpointOf(absl::string_view room) const {
  for (const MemberEndpoint& each : endpoints) {
    if (each.Serves(room)) return each.endpoint;
  }
  return nullptr;
}

absl::StatusOr<std::shared_ptr<const Directory>> Directory::Make(const federation::v1::Directory& file,
                                                                 EndpointPool& endpoints) {
  auto directory = std::make_shared<Directory>(endpoints.MetricsOf("-"));
  for (const auto& entry : file.members()) {
    absl::StatusOr<std::string> id = CheckedId(entry);
    if (!id.ok()) return id.status();
    directory->members_.push_back(MakeMember(*std::move(id), entry, endpoints));
  }
  std::sort(directory->members_.begin(), directory->members_.end(),
            [](const auto& a, const auto& b) { return a.agency < b.agency; });
  for (size_t i = 0; i < directory->members_.size(); ++i) {
    const std::string& agency = directory->members_[i].agency;
    if (!directory->by_agency_.emplace(agency, i).second) return Wrong(agency, "is there twice");
  }
  for (const auto& owner : file.collective_owners()) {
    if (owner.room().empty() || owner.address().empty()) return Wrong("collective_owners", "room or address is absent");
    if (directory->CollectiveOwner(owner.room())) return Wrong(owner.room(), "has two collective owners");
    directory->collective_owners_.emplace_back(owner.room(), endpoints.Get(owner.address()));
  }
  return directory;
}

absl::StatusOr<std::shared_ptr<const Directory>> Directory::FromJson(const std::string& json, EndpointPool& endpoints) {
  federation::v1::Directory file;
  auto parsed = google::protobuf::util::JsonStringToMessage(json, &file);
  if (!parsed.ok()) {
    return absl::InvalidArgumentError(std::string(parsed.message().data(), parsed.message().size()));
  }
  return Make(file, endpoints);
}

const DirectoryMember* Directory::Find(absl::string_view agency) const {
  auto found = by_agency_.find(agency);
  return found == by_agency_.end() ? nullptr : &members_[found->second];
}

std::shared_ptr<Endpoint> Directory::CollectiveOwner(absl::string_view room) const {
  for (const auto& [of_room, endpoint] : collective_owners_) {
    if (of_room == room) return endpoint;
  }
  return nullptr;
}

std::set<std::shared_ptr<Endpoint>> Directory::CollectiveOwners() const {
  std::set<std::shared_ptr<Endpoint>> owners;
  for (const auto& [room, endpoint] : collective_owners_) owners.insert(endpoint);
  return owners;
}

std::vector<std::shared_ptr<Endpoint>> Directory::Endpoints() const {
  std::set<std::shared_ptr<Endpoint>> endpoints = CollectiveOwners();
  for (const DirectoryMember& member : members_) {
    for (const MemberEndpoint& each : member.endpoints) endpoints.insert(each.endpoint);
  }
  return {endpoints.begin(), endpoints.end()};
}

}  // namespace samverkan

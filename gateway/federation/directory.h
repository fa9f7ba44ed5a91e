// Who the members are and where each is: an immutable picture of the directory file.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/federation/endpoint.h"
#include "samverkan/federation/v1/federation_service.pb.h"

namespace samverkan {

// One process of one member.
struct MemberEndpoint {
  std::shared_ptr<Endpoint> endpoint;
  // The rooms it serves; all if empty.
  std::vector<std::string> rooms;

  // The room `changes` is served by every process.
  bool Serves(absl::string_view room) const;
};

struct DirectoryMember {
  // The agency's id.
  std::string agency;
  // As in the file.
  federation::v1::Member info;
  std::vector<MemberEndpoint> endpoints;
  // Never null.
  std::shared_ptr<MemberMetrics> metrics;

  // Null if no endpoint serves the room.
  std::shared_ptr<Endpoint> EndpointOf(absl::string_view room) const;
};

// Immutable, and so thread-safe.
class Directory {
 public:
  Directory() = default;
  explicit Directory(std::shared_ptr<MemberMetrics> collective) : collective_metrics_(std::move(collective)) {}
  Directory(const Directory&) = delete;

  // INVALID_ARGUMENT, with a text for operators, if an agency occurs twice or has no valid id, a member has no
  // endpoint, or an address is missing.
  static absl::StatusOr<std::shared_ptr<const Directory>> Make(const federation::v1::Directory& file,
                                                               EndpointPool& endpoints);
  // The same from proto JSON.
  static absl::StatusOr<std::shared_ptr<const Directory>> FromJson(const std::string& json, EndpointPool& endpoints);

  // In order of their ids.
  const std::vector<DirectoryMember>& members() const { return members_; }
  // Null if there is none.
  const DirectoryMember* Find(absl::string_view agency) const;
  // Who answers for all agencies at once; null if nobody does.
  std::shared_ptr<Endpoint> CollectiveOwner(absl::string_view room) const;
  // All of them, each once.
  std::set<std::shared_ptr<Endpoint>> CollectiveOwners() const;
  // Of calls to them. Null in an empty directory.
  const std::shared_ptr<MemberMetrics>& collective_metrics() const { return collective_metrics_; }
  // Every endpoint once.
  std::vector<std::shared_ptr<Endpoint>> Endpoints() const;

 private:
  std::vector<DirectoryMember> members_;
  absl::flat_hash_map<std::string, size_t> by_agency_;
  std::vector<std::pair<std::string, std::shared_ptr<Endpoint>>> collective_owners_;
  std::shared_ptr<MemberMetrics> collective_metrics_;
};

}  // namespace samverkan

// A service of resources: its standard and batch methods answered by Collections, as its descriptor tells.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/platform/resource/collection.h"
#include "services/platform/rpc/service.h"

namespace samverkan {

// What a room adds, by resource type (`samverkan/Meeting`).
using RulesByType = std::map<std::string, RoomRules>;

class Room;

// Registers what a room's service has beyond the standard methods.
using MoreMethods = void (*)(const Room& room, Service& service);

// The collections of one room. Lives as long as the services that it binds. Thread-safe after construction.
class Room {
 public:
  // `service` is the full name of the room's service, such as `samverkan.meetings.v1.MeetingInventoryService`; the
  // room's name is the word before the version. `more`, if given, completes what MakeService() makes.
  Room(absl::string_view service, Slice slice, RulesByType rules, MoreMethods more = nullptr);

  const std::string& name() const { return name_; }
  const Slice& slice() const { return slice_; }

  // The service with every standard and batch method bound, and what `more` registers.
  Service MakeService() const;

  // The collection whose keys begin as `key` does; null if none of this room's.
  const Collection* CollectionOfKey(absl::string_view key) const;
  // The collection of that type, such as `samverkan/Agency`; null if none.
  const Collection* CollectionOfType(absl::string_view type) const;
  const std::vector<std::unique_ptr<Collection>>& collections() const { return collections_; }

 private:
  const google::protobuf::ServiceDescriptor* descriptor_;
  std::string name_;
  Slice slice_;
  MoreMethods more_;
  std::vector<std::unique_ptr<Collection>> collections_;
  std::map<const google::protobuf::Descriptor*, const Collection*> by_descriptor_;
};

// Writes a first resource if nothing stands under its name: what an agency's node makes of itself when it first starts.
Task<absl::Status> CreateIfMissing(const Collection& collection, std::unique_ptr<google::protobuf::Message> resource);

}  // namespace samverkan

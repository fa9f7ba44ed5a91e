// The made-up federation's records as their owners' nodes send them in a snapshot.
#pragma once

#include "samverkan/changes/v1/change_feed_service.pb.h"
#include "tests/bench/federation_data.h"

namespace samverkan::bench {

changes::v1::WatchChangesResponse ActorStep(const FederationData& data, int actor);
changes::v1::WatchChangesResponse GroupStep(const FederationData& data, int group);
changes::v1::WatchChangesResponse MeetingStep(const FederationData& data, int64_t number);

// That the snapshot of a room of an agency, by its number, is complete.
changes::v1::WatchChangesResponse SnapshotEnd(const FederationData& data, int agency, const std::string& room);

}  // namespace samverkan::bench

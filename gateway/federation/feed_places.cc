#include "gateway/federation/feed_places.h"

#include <utility>

namespace samverkan {

using changes::v1::Cursor;
using changes::v1::WatchChangesResponse;

FeedPlaces::FeedPlaces(const std::vector<Cursor>& cursors) {
  constexpr size_t kPrefix = sizeof("agencies/") - 1;
  for (const Cursor& cursor : cursors) {
    places_[cursor.agency().substr(kPrefix)][cursor.room()] = {cursor, false, true};
  }
}

std::vector<Cursor> FeedPlaces::Of(const std::string& agency, const MemberEndpoint& endpoint) const {
  std::lock_guard lock(mutex_);
  std::vector<Cursor> cursors;
  auto rooms = places_.find(agency);
  if (rooms == places_.end()) return cursors;
  for (const auto& [room, place] : rooms->second) {
    if (place.complete && endpoint.Serves(room)) cursors.push_back(place.cursor);
  }
  return cursors;
}

void FeedPlaces::Passed(const std::string& agency, const FeedStep& step) {
  std::lock_guard lock(mutex_);
  Place& place = places_[agency][step.cursor.room()];
  switch (step.kind) {
    case WatchChangesResponse::KIND_SNAPSHOT_END:
      place = {step.cursor, false, true};
      break;
    case WatchChangesResponse::KIND_RESET:
      place = {};
      break;
    case WatchChangesResponse::KIND_CHANGE:
    case WatchChangesResponse::KIND_PROGRESS:
      // Within a snapshot the sequence is 0.
      if (!place.complete) place.begun |= step.kind == WatchChangesResponse::KIND_CHANGE;
      if (place.complete && step.cursor.sequence() > 0) place.cursor = step.cursor;
      break;
    default:
      break;
  }
}

std::vector<std::string> FeedPlaces::TakeCutOff(const std::string& agency, const MemberEndpoint& endpoint) {
  std::lock_guard lock(mutex_);
  std::vector<std::string> cut_off;
  for (auto& [room, place] : places_[agency]) {
    if (endpoint.Serves(room) && std::exchange(place.begun, false)) cut_off.push_back(room);
  }
  return cut_off;
}

void FeedPlaces::Forget(const std::string& agency, const std::vector<Cursor>& cursors) {
  std::lock_guard lock(mutex_);
  for (const Cursor& cursor : cursors) places_[agency].erase(cursor.room());
}

}  // namespace samverkan

// How far the reader of a merged feed has come, in each room of each agency.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/federation/directory.h"
#include "gateway/federation/feed_request.h"

namespace samverkan {

// A room counts from where its snapshot was complete: one that was cut off in its snapshot starts over. Thread-safe.
class FeedPlaces {
 public:
  explicit FeedPlaces(const std::vector<changes::v1::Cursor>& cursors);

  // Where an endpoint is to go on.
  std::vector<changes::v1::Cursor> Of(const std::string& agency, const MemberEndpoint& endpoint) const;

  // The reader has been given this step.
  void Passed(const std::string& agency, const FeedStep& step);

  // The rooms of the endpoint whose snapshot was cut off; tells each once.
  std::vector<std::string> TakeCutOff(const std::string& agency, const MemberEndpoint& endpoint);

  // These cursors are no longer good.
  void Forget(const std::string& agency, const std::vector<changes::v1::Cursor>& cursors);

 private:
  struct Place {
    changes::v1::Cursor cursor;
    // The snapshot has begun, or is complete.
    bool begun = false;
    bool complete = false;
  };

  mutable std::mutex mutex_;
  // By agency id, then room.
  std::map<std::string, std::map<std::string, Place>> places_;
};

}  // namespace samverkan

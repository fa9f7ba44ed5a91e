// Analytics within a process: the fold, the feeds it follows, and the service over it.
#pragma once

#include <prometheus/gauge.h>

#include <memory>
#include <string>
#include <vector>

#include "services/analytics/analytics_service.h"
#include "services/analytics/feed_reader.h"
#include "services/platform/rpc/server_main.h"

namespace samverkan {

// Where analytics hears of changes.
struct AnalyticsSources {
  // The agency that asks, and whose own view it is unless `federation`.
  std::string agency;
  // The federation's view: what all members share, and nothing else.
  bool federation = false;
  // The gateway, host:port; without one there is only the agency's own.
  std::string gateway;
  // Where the agency's own rooms are served, host:port each.
  std::vector<std::string> own;
  // The agency's rooms are served by this process too.
  bool own_process = false;
};

// Adds AnalyticsService to the server, which follows its sources while it serves. Lives as long as the server does.
//
// gRPC's health service answers NOT_SERVING for `samverkan.analytics` until every source that was heard of was told
// whole; answers are given all the while, and say in their coverage what they rest on. The metrics
// samverkan_analytics_sources, _sources_complete and _records say how far it has come.
class AnalyticsRoom {
 public:
  AnalyticsRoom(AnalyticsSources sources, absl::TimeZone time_zone, ServerMain& main);

 private:
  void Begin(ServerMain& main);
  void TellProgress();

  AnalyticsSources sources_;
  Fold fold_;
  Server& server_;
  prometheus::Gauge& sources_heard_;
  prometheus::Gauge& sources_complete_;
  prometheus::Gauge& records_;
  std::vector<std::unique_ptr<FeedFollower>> followers_;
};

}  // namespace samverkan

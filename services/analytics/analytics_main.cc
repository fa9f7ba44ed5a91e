#include "services/analytics/analytics_main.h"

#include "absl/strings/str_cat.h"

namespace samverkan {

AnalyticsRoom::AnalyticsRoom(AnalyticsSources sources, absl::TimeZone time_zone, ServerMain& main)
    : sources_(std::move(sources)) {
  AnalyticsOptions options{.scope = sources_.federation ? "-" : sources_.agency, .time_zone = time_zone};
  main.server().SetOwner(sources_.federation ? "" : sources_.agency);
  main.server().Add(MakeAnalyticsService(std::move(options), fold_, main.server().workers()));
  main.WhileServing([this, &main] { Begin(main); }, [this] { followers_.clear(); });
}

void AnalyticsRoom::Begin(ServerMain& main) {
  std::string agency = absl::StrCat("agencies/", sources_.agency);
  auto follow = [&](WatchSource watch, std::string parent, std::string except) {
    Feed feed{.number = static_cast<int>(followers_.size()),
              .watch = std::move(watch),
              .parent = std::move(parent),
              .except = std::move(except)};
    followers_.push_back(std::make_unique<FeedFollower>(std::move(feed), fold_, main.server().timer()));
  };
  auto at = [&](const std::string& address) {
    return WatchAt(std::make_shared<Client>(address, main.server().client_credentials()),
                   [this, &main] { return main.server().OwnMetadata(sources_.agency); });
  };
  bool own_feeds = !sources_.federation && (sources_.own_process || !sources_.own.empty());
  if (own_feeds && sources_.own_process) follow(WatchHere(main.server(), sources_.agency), agency, "");
  for (const std::string& address : sources_.own) {
    if (own_feeds) follow(at(address), agency, "");
  }
  if (!sources_.gateway.empty()) follow(at(sources_.gateway), "agencies/-", own_feeds ? agency : "");
}

}  // namespace samverkan

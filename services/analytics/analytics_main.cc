#include "services/analytics/analytics_main.h"

#include "absl/strings/str_cat.h"

namespace samverkan {

namespace {

constexpr char kHealth[] = "samverkan.analytics";

prometheus::Gauge& MakeGauge(Server& server, const std::string& name, const std::string& help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(server.metrics()).Add({});
}

}  // namespace

AnalyticsRoom::AnalyticsRoom(AnalyticsSources sources, absl::TimeZone time_zone, ServerMain& main)
    : sources_(std::move(sources)),
      server_(main.server()),
      sources_heard_(MakeGauge(server_, "samverkan_analytics_sources", "Rooms of agencies that were heard of.")),
      sources_complete_(MakeGauge(server_, "samverkan_analytics_sources_complete", "Those that were told whole.")),
      records_(MakeGauge(server_, "samverkan_analytics_records", "Records that answers rest on.")) {
  server_.SetHealth(kHealth, false);
  AnalyticsOptions options{.scope = sources_.federation ? "-" : sources_.agency, .time_zone = time_zone};
  main.server().SetOwner(sources_.federation ? "" : sources_.agency);
  main.server().Add(MakeAnalyticsService(std::move(options), fold_, main.server().workers()));
  main.WhileServing([this, &main] { Begin(main); }, [this] { followers_.clear(); });
}

void AnalyticsRoom::TellProgress() {
  FoldProgress progress = fold_.Progress();
  sources_heard_.Set(progress.sources);
  sources_complete_.Set(progress.complete);
  records_.Set(static_cast<double>(progress.records));
  server_.SetHealth(kHealth, progress.complete == progress.sources);
}

void AnalyticsRoom::Begin(ServerMain& main) {
  std::string agency = absl::StrCat("agencies/", sources_.agency);
  auto follow = [&](WatchSource watch, std::string parent, std::string except) {
    Feed feed{.number = static_cast<int>(followers_.size()),
              .watch = std::move(watch),
              .parent = std::move(parent),
              .except = std::move(except),
              .on_progress = [this] { TellProgress(); }};
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

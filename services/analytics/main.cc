// Serves analytics: an agency's own, or the federation's. See --help for every flag.
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/time/time.h"
#include "services/analytics/analytics_main.h"
#include "services/platform/rpc/server_main.h"

ABSL_FLAG(std::string, agency, "", "The agency that runs this: its id, such as af.");
ABSL_FLAG(bool, federation, false, "Answer for all members (agencies/-) from what they share.");
ABSL_FLAG(std::string, gateway, "", "The gateway whose merged feed is followed, as host:port.");
ABSL_FLAG(std::vector<std::string>, own_feeds, {}, "Where the agency's own rooms are served: host:port,…");
ABSL_FLAG(std::string, time_zone, "Europe/Stockholm", "Where days begin and end.");

int main(int argc, char** argv) {
  samverkan::ServerMain main("samverkan-analytics", "Serves analytics, an agency's own or the federation's.", argc,
                             argv);
  absl::TimeZone zone;
  absl::LoadTimeZone(absl::GetFlag(FLAGS_time_zone), &zone);
  samverkan::AnalyticsRoom room({.agency = absl::GetFlag(FLAGS_agency),
                                 .federation = absl::GetFlag(FLAGS_federation),
                                 .gateway = absl::GetFlag(FLAGS_gateway),
                                 .own = absl::GetFlag(FLAGS_own_feeds)},
                                zone, main);
  return main.Run();
}

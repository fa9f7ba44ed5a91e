// Serves the federation: clients see all agencies' slices as one. See --help for every flag.
#include <algorithm>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "absl/time/time.h"
#include "gateway/federation/certificate_watch.h"
#include "gateway/federation/federation_service.h"
#include "gateway/federation/gateway.h"
#include "gateway/federation/prober.h"
#include "gateway/federation/seal_keeper.h"
#include "gateway/routing/descriptors.h"
#include "services/platform/rpc/server_main.h"

ABSL_FLAG(std::string, directory, "directory.json", "The file of members (samverkan.federation.v1.Directory in JSON).");
ABSL_FLAG(std::vector<std::string>, descriptors, {},
          "Files of further services to serve (protoc --descriptor_set_out --include_imports), with commas between.");
ABSL_FLAG(absl::Duration, probe_interval, absl::Seconds(1), "How often every member is asked whether it serves.");
ABSL_FLAG(absl::Duration, seal_interval, absl::Seconds(10),
          "How often every member is asked for a commitment to its audit trail's last seal; at least 2s.");
ABSL_FLAG(absl::Duration, certificate_interval, absl::Minutes(1), "How often every member's certificate is looked at.");
ABSL_FLAG(absl::Duration, member_deadline, absl::Seconds(5),
          "How long a list over all agencies waits for each member.");

ABSL_DECLARE_FLAG(bool, tls_require_client);

int main(int argc, char** argv) {
  // Its callers show tokens; certificates are for the way to the members.
  absl::SetFlag(&FLAGS_tls_require_client, false);
  samverkan::ServerMain boot("samverkan-gateway", "Serves the federation: all agencies' slices as one.", argc, argv);
  samverkan::Server& server = boot.server();
  samverkan::Descriptors descriptors;
  for (const std::string& file : absl::GetFlag(FLAGS_descriptors)) {
    if (absl::Status added = descriptors.AddFile(file); !added.ok()) {
      std::fprintf(stderr, "--descriptors: %s\n", std::string(added.message()).c_str());
      return 1;
    }
  }
  samverkan::EndpointPool endpoints(server.timer(), server.client_credentials());
  samverkan::DirectoryFile::Options options;
  options.path = absl::GetFlag(FLAGS_directory);
  options.on_health = [&server](bool good) { server.SetHealth("samverkan.directory", good); };
  server.SetHealth("samverkan.directory", true);
  samverkan::DirectoryFile directory(options, endpoints, server.metrics());
  directory.Watch(server.timer(), server.workers());
  samverkan::Prober prober(directory, server.timer(), absl::ToChronoMilliseconds(absl::GetFlag(FLAGS_probe_interval)));
  absl::Duration seal_interval = std::max(absl::GetFlag(FLAGS_seal_interval), absl::Seconds(2));
  samverkan::SealKeeper seals(directory, server.timer(), absl::ToChronoMilliseconds(seal_interval));
  std::optional<samverkan::CertificateWatch> certificates;
  if (!server.options().tls.ca.empty()) {
    certificates.emplace(directory, server.options().tls,
                         absl::ToChronoMilliseconds(absl::GetFlag(FLAGS_certificate_interval)));
  }
  samverkan::Gateway gateway(directory, server.timer(),
                             absl::ToChronoMilliseconds(absl::GetFlag(FLAGS_member_deadline)));
  gateway.ServeAll(descriptors, server);
  prober.Begin();
  seals.Begin();
  return boot.Run();
}

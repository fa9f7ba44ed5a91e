// A Server in the test's process, over a real socket.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "services/platform/rpc/client.h"
#include "services/platform/rpc/server.h"
#include "tests/support/await.h"

namespace samverkan {

// Listens on a free port; ends with the test. What its handlers use outlives it.
class LocalServer {
 public:
  explicit LocalServer(std::vector<Service> services, std::chrono::milliseconds drain = std::chrono::milliseconds(200));
  LocalServer(std::vector<Service> services, ServerOptions options);

  Server& server() { return server_; }
  const Client& client() const { return *client_; }

  Reply Call(const std::string& method, std::string request, CallOptions options = {}, Metadata* trailers = nullptr);

 private:
  Server server_;
  std::unique_ptr<Client> client_;
};

}  // namespace samverkan

#include "tests/support/local_server.h"

#include <cstdio>
#include <cstdlib>

namespace samverkan {

LocalServer::LocalServer(std::vector<Service> services, std::chrono::milliseconds drain)
    : LocalServer(std::move(services), {.name = "test", .drain = drain}) {}

LocalServer::LocalServer(std::vector<Service> services, ServerOptions options) : server_(std::move(options)) {
  for (Service& service : services) server_.Add(std::move(service));
  if (absl::Status begun = server_.Begin(); !begun.ok()) {
    std::fprintf(stderr, "%s\n", begun.ToString().c_str());
    std::abort();
  }
  client_ = std::make_unique<Client>(server_.address(), server_.client_credentials());
}

Reply LocalServer::Call(const std::string& method, std::string request, CallOptions options, Metadata* trailers) {
  return Await(client_->Call(method, ToByteBuffer(std::move(request)), std::move(options), trailers));
}

}  // namespace samverkan

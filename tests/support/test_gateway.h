// A gateway and its members within the test's process, over real sockets.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gateway/federation/gateway.h"
#include "gateway/federation/prober.h"
#include "gateway/federation/seal_keeper.h"
#include "services/platform/rpc/client.h"
#include "services/platform/rpc/server.h"
#include "tests/support/run_task.h"

namespace samverkan {

// A server on a free port, or on the given address: where another one was before.
class TestServer {
 public:
  explicit TestServer(Service service, const std::string& address = "127.0.0.1:0");
  const std::string& address() const { return server_.address(); }
  Server& server() { return server_; }

 private:
  Server server_;
};

// A directory file that tests rewrite.
class TestDirectory {
 public:
  TestDirectory();
  ~TestDirectory();

  // Every write is seen, however soon after the last.
  void Write(const std::string& text);
  void Write(const std::map<std::string, std::string>& address_by_agency);
  void Write(const federation::v1::Directory& directory);
  void Remove();
  const std::string& path() const { return path_; }

 private:
  std::string folder_;
  std::string path_;
};

// The proto JSON of members with one endpoint each.
federation::v1::Directory MakeDirectory(const std::map<std::string, std::string>& address_by_agency);

struct Answer {
  grpc::Status status;
  std::string bytes;
  Metadata trailers;
};

// Serves what is compiled in and the test's ThingService, which it knows by its descriptor file.
class TestGateway {
 public:
  explicit TestGateway(const federation::v1::Directory& directory,
                       std::chrono::milliseconds member_deadline = std::chrono::seconds(5));
  ~TestGateway();

  void Change(const federation::v1::Directory& directory);
  // Asks every endpoint whether it serves, and waits for the answers.
  void Probe();
  // Asks every endpoint for a commitment to its audit trail's last seal, and waits for the answers.
  void AskForSeals();

  const Client& client() const { return *client_; }
  Server& server() { return server_; }

  Answer Call(const std::string& method, const std::string& request, CallOptions options = {});
  template <typename Response>
  absl::StatusOr<Response> Call(const std::string& method, const google::protobuf::MessageLite& request,
                                CallOptions options = {}) {
    Answer answer = Call(method, request.SerializeAsString(), std::move(options));
    if (!answer.status.ok()) return FromGrpcStatus(answer.status);
    Response response;
    response.ParseFromString(answer.bytes);
    return response;
  }

 private:
  TestDirectory file_;
  Server server_;
  Descriptors descriptors_;
  EndpointPool endpoints_;
  std::unique_ptr<DirectoryFile> directory_;
  std::unique_ptr<Gateway> gateway_;
  std::unique_ptr<Client> client_;
};

std::string Bytes(const grpc::ByteBuffer& buffer);

}  // namespace samverkan

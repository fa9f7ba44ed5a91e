// The way to the gateway, with what every call carries.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/cli/contract.h"
#include "services/platform/rpc/client.h"

namespace samverkan::cli {

struct ConnectionOptions {
  // host:port.
  std::string address;
  // The agency that the caller speaks for; none if empty.
  std::string agency;
  // A bearer token; none if empty.
  std::string token;
  // PEM files: TLS if `tls_ca` is given.
  std::string tls_ca;
  std::string tls_certificate;
  std::string tls_key;
  // How long one call may take.
  absl::Duration timeout = absl::Seconds(30);
};

using MessagePtr = std::unique_ptr<google::protobuf::Message>;

// Thread-safe. Keep it where main() ends it (see Client).
class Connection {
 public:
  Connection(const Contract& contract, const ConnectionOptions& options);

  // One request, one answer; blocks. Tried again for a moment where nobody answers: a write must carry a request id.
  absl::StatusOr<MessagePtr> Call(const google::protobuf::MethodDescriptor* method,
                                  const google::protobuf::Message& request) const;

  // The same for messages that are compiled in.
  template <typename Response>
  absl::StatusOr<Response> Call(const std::string& method, const google::protobuf::Message& request) const {
    Reply reply = CallBytes(method, Serialize(request));
    if (!reply.status.ok()) return FromGrpcStatus(reply.status);
    Response response;
    if (absl::Status parsed = Parse(reply.message, response); !parsed.ok()) return parsed;
    return response;
  }

  // What a call of now is to carry: metadata and, unless it is a stream, a deadline.
  CallOptions Options(bool stream = false) const;

  const Client& client() const { return client_; }
  const std::string& address() const { return options_.address; }
  const std::string& token() const { return options_.token; }
  const Contract& contract() const { return contract_; }
  const ConnectionOptions& options() const { return options_; }

 private:
  Reply CallBytes(const std::string& method, grpc::ByteBuffer request) const;

  const Contract& contract_;
  const ConnectionOptions options_;
  Metadata metadata_;
  Client client_;
};

// A UUID (version 4), which makes a write's repeat harmless.
std::string NewRequestId();

}  // namespace samverkan::cli

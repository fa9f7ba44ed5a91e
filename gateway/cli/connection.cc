#include "gateway/cli/connection.h"

#include <openssl/rand.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/platform/async/wait.h"
#include "services/platform/rpc/server.h"

namespace samverkan::cli {
namespace {

// For a server that is busy or just restarts; whoever pushes much waits longer (Push).
constexpr int kAttempts = 3;
constexpr absl::Duration kPause = absl::Milliseconds(200);

std::shared_ptr<grpc::ChannelCredentials> CredentialsOf(const ConnectionOptions& options) {
  ServerOptions files;
  files.tls_ca = options.tls_ca;
  files.tls_certificate = options.tls_certificate;
  files.tls_key = options.tls_key;
  return ClientCredentials(files);
}

}  // namespace

Connection::Connection(const Contract& contract, const ConnectionOptions& options)
    : contract_(contract), options_(options), client_(options.address, CredentialsOf(options)) {
  if (!options.agency.empty()) metadata_.emplace_back(kAgencyHeader, options.agency);
  if (!options.token.empty()) metadata_.emplace_back("authorization", absl::StrCat("Bearer ", options.token));
}

CallOptions Connection::Options(bool stream) const {
  CallOptions options;
  options.metadata = metadata_;
  if (!stream) options.deadline = absl::ToChronoTime(absl::Now() + options_.timeout);
  return options;
}

Reply Connection::CallBytes(const std::string& method, grpc::ByteBuffer request) const {
  for (int attempt = 1;; ++attempt) {
    Reply reply = Wait(client_.Call(method, request, Options()));
    if (reply.status.error_code() != grpc::StatusCode::UNAVAILABLE || attempt == kAttempts) return reply;
    absl::SleepFor(attempt * kPause);
  }
}

absl::StatusOr<MessagePtr> Connection::Call(const google::protobuf::MethodDescriptor* method,
                                            const google::protobuf::Message& request) const {
  Reply reply = CallBytes(PathOf(method), Serialize(request));
  if (!reply.status.ok()) return FromGrpcStatus(reply.status);
  MessagePtr response = contract_.New(method->output_type());
  if (absl::Status parsed = Parse(reply.message, *response); !parsed.ok()) return parsed;
  return response;
}

std::string NewRequestId() {
  std::string bytes(16, '\0');
  RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), 16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);
  std::string hex = absl::BytesToHexString(bytes);
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-", hex.substr(16, 4), "-",
                      hex.substr(20));
}

}  // namespace samverkan::cli

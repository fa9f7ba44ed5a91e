#include "tests/bench/echo_server.h"

#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <csignal>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "samverkan/meetings/v1/meeting.pb.h"
#include "tests/bench/until_ended.h"

namespace samverkan::bench {
namespace {

using meetings::v1::Meeting;

// What generated code would register: gRPC parses the message and serialises the answer.
class EchoService final : public grpc::Service {
 public:
  EchoService() {
    AddMethod(new grpc::internal::RpcServiceMethod(kEchoMethod, grpc::internal::RpcMethod::NORMAL_RPC, nullptr));
    MarkMethodRawCallback(0, new grpc::internal::CallbackUnaryHandler<Meeting, Meeting>(
                                 [](grpc::CallbackServerContext* context, const Meeting* request, Meeting* response) {
                                   *response = *request;
                                   grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
                                   reactor->Finish(grpc::Status::OK);
                                   return reactor;
                                 }));
  }
};

}  // namespace

int ServeEcho(const std::string& listen, const TlsFiles& tls) {
  EchoService service;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(
      listen, tls.certificate.empty() ? grpc::InsecureServerCredentials() : TlsServerCredentials(tls, false), &port);
  builder.RegisterService(&service);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) return 1;
  std::printf("%s:%d\n", listen.substr(0, listen.rfind(':')).c_str(), port);
  std::fflush(stdout);
  UntilEnded();
  server->Shutdown(std::chrono::system_clock::now());
  return 0;
}

}  // namespace samverkan::bench

#include "services/platform/rpc/service.h"

#include <cstdio>
#include <cstdlib>

namespace samverkan {
namespace {

[[noreturn]] void Die(absl::string_view what, absl::string_view name) {
  std::fprintf(stderr, "%.*s: %.*s\n", static_cast<int>(what.size()), what.data(), static_cast<int>(name.size()),
               name.data());
  std::abort();
}

template <typename Map>
auto Find(const Map& map, const google::protobuf::MethodDescriptor* method) -> const typename Map::mapped_type* {
  auto found = map.find(method);
  return found == map.end() ? nullptr : &found->second;
}

}  // namespace

Reply ToReply(absl::StatusOr<grpc::ByteBuffer> result) {
  if (!result.ok()) return {ToGrpcStatus(result.status()), {}};
  return {grpc::Status::OK, *std::move(result)};
}

Service Service::Named(absl::string_view full_name) {
  const auto* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(std::string(full_name));
  if (descriptor == nullptr) Die("no such service is compiled in", full_name);
  return Service(descriptor);
}

void Service::UnaryBytes(absl::string_view method, UnaryHandler handler) {
  unary_[Method(method, false)] = std::move(handler);
}

void Service::Streaming(absl::string_view method, StreamHandler handler) {
  streaming_[Method(method, true)] = std::move(handler);
}

const UnaryHandler* Service::unary(const google::protobuf::MethodDescriptor* method) const {
  return Find(unary_, method);
}

const StreamHandler* Service::streaming(const google::protobuf::MethodDescriptor* method) const {
  return Find(streaming_, method);
}

const google::protobuf::MethodDescriptor* Service::Method(absl::string_view name, bool streaming) const {
  const auto* method = descriptor_->FindMethodByName(std::string(name));
  if (method == nullptr || method->client_streaming() || method->server_streaming() != streaming) {
    Die("no such method of this kind", std::string(descriptor_->full_name()) + "/" + std::string(name));
  }
  return method;
}

}  // namespace samverkan

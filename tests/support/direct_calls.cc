#include "tests/support/direct_calls.h"

#include <gtest/gtest.h>

namespace samverkan {

std::string BytesOf(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice = ToSlice(buffer);
  return std::string(reinterpret_cast<const char*>(slice.begin()), slice.size());
}

DirectAnswer DirectCaller::Call(const std::string& method, const std::string& request) const {
  const auto* descriptor = service_.descriptor()->FindMethodByName(method);
  const UnaryHandler* handler = descriptor == nullptr ? nullptr : service_.unary(descriptor);
  if (handler == nullptr) return {grpc::Status(grpc::StatusCode::UNIMPLEMENTED, method), "", {}};
  CallContext context;
  context.method = method;
  context.principal.agency = agency_;
  Reply reply = Await((*handler)(context, ToByteBuffer(request)));
  return {reply.status, BytesOf(reply.message), context.TakeTrailers()};
}

DirectStream::DirectStream(const Service& service, const std::string& method, const std::string& agency,
                           const google::protobuf::MessageLite& request, bool drained) {
  const StreamHandler* handler = service.streaming(service.descriptor()->FindMethodByName(method));
  state_->context.principal.agency = agency;
  state_->context.stop = state_->stop.get_token();
  state_->context.drain = state_->drain.get_token();
  if (drained) state_->drain.request_stop();
  Start((*handler)(state_->context, Serialize(request), *state_), [state = state_](grpc::Status status) {
    std::lock_guard lock(state->mutex);
    state->end = std::move(status);
    state->changed.notify_all();
  });
}

DirectStream::~DirectStream() {
  Cancel();
  End().IgnoreError();
}

std::optional<std::string> DirectStream::Next() {
  std::unique_lock lock(state_->mutex);
  state_->changed.wait(lock, [this] { return !state_->messages.empty() || state_->end.has_value(); });
  if (state_->messages.empty()) return std::nullopt;
  std::string message = std::move(state_->messages.front());
  state_->messages.pop_front();
  return message;
}

absl::Status DirectStream::End() {
  std::unique_lock lock(state_->mutex);
  state_->changed.wait(lock, [this] { return state_->end.has_value(); });
  return FromGrpcStatus(*state_->end);
}

void DirectStream::Cancel() {
  {
    std::lock_guard lock(state_->mutex);
    state_->cancelled = true;
  }
  state_->stop.request_stop();
}

Task<bool> DirectStream::State::Write(grpc::ByteBuffer message) {
  std::lock_guard lock(mutex);
  if (cancelled) co_return false;
  messages.push_back(BytesOf(message));
  changed.notify_all();
  co_return true;
}

}  // namespace samverkan

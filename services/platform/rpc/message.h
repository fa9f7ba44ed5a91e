// Between a message and the bytes that gRPC carries.
#pragma once

#include <google/protobuf/message_lite.h>
#include <grpcpp/support/byte_buffer.h>

#include <string>

#include "absl/status/status.h"

namespace samverkan {

// Wraps bytes without copying them.
grpc::ByteBuffer ToByteBuffer(std::string bytes);

grpc::ByteBuffer Serialize(const google::protobuf::MessageLite& message);

// INVALID_ARGUMENT (MALFORMED_REQUEST) if the bytes are not such a message, invalid UTF-8 in a string included.
absl::Status Parse(const grpc::ByteBuffer& bytes, google::protobuf::MessageLite& message);

// The bytes as one slice: without copying where they already are.
grpc::Slice ToSlice(const grpc::ByteBuffer& bytes);

}  // namespace samverkan

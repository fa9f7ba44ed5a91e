#include "services/platform/rpc/message.h"

#include "absl/strings/str_cat.h"
#include "services/platform/rpc/error.h"

namespace samverkan {

grpc::ByteBuffer ToByteBuffer(std::string bytes) {
  auto* owned = new std::string(std::move(bytes));
  grpc::Slice slice(
      owned->data(), owned->size(), [](void* string) { delete static_cast<std::string*>(string); }, owned);
  return grpc::ByteBuffer(&slice, 1);
}

grpc::ByteBuffer Serialize(const google::protobuf::MessageLite& message) {
  grpc::Slice slice(message.ByteSizeLong());
  message.SerializeWithCachedSizesToArray(const_cast<uint8_t*>(slice.begin()));
  return grpc::ByteBuffer(&slice, 1);
}

grpc::Slice ToSlice(const grpc::ByteBuffer& bytes) {
  grpc::Slice slice;
  if (!bytes.Valid() || bytes.TrySingleSlice(&slice).ok()) return slice;
  return bytes.DumpToSingleSlice(&slice).ok() ? slice : grpc::Slice();
}

absl::Status Parse(const grpc::ByteBuffer& bytes, google::protobuf::MessageLite& message) {
  grpc::Slice slice = ToSlice(bytes);
  if (message.ParseFromArray(slice.begin(), static_cast<int>(slice.size()))) return absl::OkStatus();
  return MakeError(absl::StatusCode::kInvalidArgument, type::v1::ERROR_REASON_MALFORMED_REQUEST,
                   absl::StrCat("The bytes are not a valid ", message.GetTypeName(), "."));
}

}  // namespace samverkan

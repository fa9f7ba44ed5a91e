// Requests from hostile bytes, through reading, checking, storing and answering: whatever they are, the answer is one
// of those that a caller can do something about, and a resource that was taken is taken again as it stands.
#include <cstdint>

#include "tests/support/note_room.h"

namespace {

bool IsCallersFault(const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::StatusCode::OK:
    case grpc::StatusCode::INVALID_ARGUMENT:
    case grpc::StatusCode::NOT_FOUND:
    case grpc::StatusCode::ALREADY_EXISTS:
    case grpc::StatusCode::ABORTED:
    case grpc::StatusCode::FAILED_PRECONDITION:
    case grpc::StatusCode::UNIMPLEMENTED:
      return true;
    default:
      return false;
  }
}

void WriteBack(const samverkan::NoteRoom& room, const std::string& bytes) {
  samverkantest::notes::v1::UpdateNoteRequest request;
  if (!request.mutable_note()->ParseFromString(bytes) || request.note().name().empty()) return;
  request.mutable_update_mask()->add_paths("*");
  samverkan::DirectAnswer again = room.owner().Call("UpdateNote", request.SerializeAsString());
  if (!again.status.ok() || again.bytes != bytes) __builtin_trap();
}

}  // namespace

// The first byte chooses the method.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static samverkan::NoteRoom room;
  if (size == 0) return 0;
  const auto* service = room.service().descriptor();
  const std::string method = service->method(data[0] % service->method_count())->name();
  const std::string request(reinterpret_cast<const char*>(data) + 1, size - 1);
  samverkan::DirectAnswer answer = room.owner().Call(method, request);
  if (!IsCallersFault(answer.status)) __builtin_trap();
  if (answer.status.error_details().size() > 5'000) __builtin_trap();
  if (answer.status.ok() && method == "GetNote") WriteBack(room, answer.bytes);
  return 0;
}

// The room of the tests' NoteService in a slice of its own, with requests written as protobuf text.
#pragma once

#include <memory>
#include <string>

#include "samverkan/changes/v1/change_feed_service.pb.h"
#include "samverkantest/notes/v1/note_service.pb.h"
#include "services/platform/resource/resource_service.h"
#include "tests/support/direct_calls.h"
#include "tests/support/test_slice.h"

namespace samverkan {

using samverkantest::notes::v1::Note;

// `Type` out of protobuf text; ends the process if it is none.
google::protobuf::Message& ParseText(const std::string& text, google::protobuf::Message& message);
template <typename Type>
Type FromText(const std::string& text) {
  Type message;
  ParseText(text, message);
  return message;
}

// Its rules work out a note's digest, `about <title>`, and refuse the title `refused`.
class NoteRoom {
 public:
  explicit NoteRoom(TestSliceOptions options = {});

  TestSlice& slice() { return slice_; }
  const Room& room() const { return *room_; }
  const Service& service() const { return *service_; }
  const Service& feed() const { return *feed_; }

  // The agency itself, and another one.
  const DirectCaller& owner() const { return owner_; }
  const DirectCaller& outsider() const { return outsider_; }

  // The request of `method` that `text` says, as bytes.
  static std::string Request(const std::string& method, const std::string& text);

  // Calls for the agency itself. `Told` gives what the status tells (tests/support/status.h).
  DirectAnswer Call(const std::string& method, const std::string& text) {
    return owner_.Call(method, Request(method, text));
  }
  std::string Told(const std::string& method, const std::string& text);
  template <typename Response>
  absl::StatusOr<Response> Get(const std::string& method, const std::string& text) {
    DirectAnswer answer = Call(method, text);
    if (!answer.status.ok()) return FromGrpcStatus(answer.status);
    Response response;
    response.ParseFromString(answer.bytes);
    return response;
  }

  // Creates a draft called `id` with the further fields in `text`.
  absl::StatusOr<Note> Create(const std::string& id, const std::string& text = "");
  // Updates note `id` by the fields in `text`, and `mask` (paths, by commas) if it is not empty.
  absl::StatusOr<Note> Update(const std::string& id, const std::string& text, const std::string& mask = "");
  // The note as it stands.
  absl::StatusOr<Note> Read(const std::string& id);

  // Where a log ends.
  int64_t LogEnd(LogKind kind);

 private:
  TestSlice slice_;
  std::unique_ptr<Room> room_;
  std::unique_ptr<Service> service_;
  std::unique_ptr<Service> feed_;
  DirectCaller owner_;
  DirectCaller outsider_;
};

}  // namespace samverkan

// Services for the tests of this folder: NoteService with handlers for Echo or Repeat.
#pragma once

#include <functional>
#include <utility>

#include "samverkantest/notes/v1/note_service.pb.h"
#include "services/platform/rpc/service.h"

namespace samverkan {

inline constexpr char kNoteService[] = "samverkantest.notes.v1.NoteService";
inline constexpr char kEcho[] = "/samverkantest.notes.v1.NoteService/Echo";
inline constexpr char kRepeat[] = "/samverkantest.notes.v1.NoteService/Repeat";
inline constexpr char kGetNote[] = "/samverkantest.notes.v1.NoteService/GetNote";

using ::samverkantest::notes::v1::EchoRequest;
using ::samverkantest::notes::v1::EchoResponse;
using ::samverkantest::notes::v1::RepeatRequest;

using EchoHandler = std::function<Task<absl::StatusOr<EchoResponse>>(const CallContext&, EchoRequest)>;

inline Service WithEcho(EchoHandler handler) {
  Service service = Service::Named(kNoteService);
  service.Unary<EchoRequest, EchoResponse>("Echo", std::move(handler));
  return service;
}

inline Service WithRepeat(StreamHandler handler) {
  Service service = Service::Named(kNoteService);
  service.Streaming("Repeat", std::move(handler));
  return service;
}

inline std::string EchoBytes(const std::string& text) {
  EchoRequest request;
  request.set_text(text);
  return request.SerializeAsString();
}

}  // namespace samverkan

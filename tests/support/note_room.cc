#include "tests/support/note_room.h"

#include <google/protobuf/text_format.h>

#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/platform/resource/change_feed.h"
#include "services/platform/resource/typed_rules.h"
#include "tests/support/status.h"

namespace samverkan {
namespace {

constexpr char kService[] = "samverkantest.notes.v1.NoteService";

void NoteRules(Note& note, const std::string& path, FieldViolations& violations) {
  if (note.title() == "refused") violations.Add(Join(path, "title"), "is refused by the room's rules");
  note.set_digest("about " + note.title());
}

}  // namespace

google::protobuf::Message& ParseText(const std::string& text, google::protobuf::Message& message) {
  if (!google::protobuf::TextFormat::ParseFromString(text, &message)) {
    std::fprintf(stderr, "no %s: %s\n", message.GetTypeName().c_str(), text.c_str());
    std::abort();
  }
  return message;
}

NoteRoom::NoteRoom(TestSliceOptions options)
    : slice_(options),
      room_(std::make_unique<Room>(kService, slice_.slice(), RulesByType{{"samverkantest/Note", Typed(NoteRules)}})),
      service_(std::make_unique<Service>(room_->MakeService())),
      feed_(std::make_unique<Service>(MakeChangeFeed({room_.get()}, absl::Milliseconds(1)))),
      owner_(*service_, options.agency),
      outsider_(*service_, "fk") {}

std::string NoteRoom::Request(const std::string& method, const std::string& text) {
  const auto* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(kService)->FindMethodByName(method);
  std::unique_ptr<google::protobuf::Message> request(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor->input_type())->New());
  return ParseText(text, *request).SerializeAsString();
}

std::string NoteRoom::Told(const std::string& method, const std::string& text) {
  return samverkan::Told(Call(method, text).status);
}

absl::StatusOr<Note> NoteRoom::Create(const std::string& id, const std::string& text) {
  samverkantest::notes::v1::CreateNoteRequest request;
  request.set_parent("agencies/" + slice_.slice().agency);
  request.set_note_id(id);
  request.mutable_note()->set_title("a note");
  request.mutable_note()->set_state(Note::STATE_DRAFT);
  request.mutable_note()->MergeFrom(FromText<Note>(text));
  return owner_.Call<Note>("CreateNote", request);
}

absl::StatusOr<Note> NoteRoom::Update(const std::string& id, const std::string& text, const std::string& mask) {
  samverkantest::notes::v1::UpdateNoteRequest request;
  *request.mutable_note() = FromText<Note>(text);
  request.mutable_note()->set_name(absl::StrCat("agencies/", slice_.slice().agency, "/notes/", id));
  for (absl::string_view path : absl::StrSplit(mask, ',', absl::SkipEmpty())) {
    request.mutable_update_mask()->add_paths(std::string(path));
  }
  return owner_.Call<Note>("UpdateNote", request);
}

absl::StatusOr<Note> NoteRoom::Read(const std::string& id) {
  return Get<Note>("GetNote", absl::StrCat("name: 'agencies/", slice_.slice().agency, "/notes/", id, "'"));
}

int64_t NoteRoom::LogEnd(LogKind kind) { return Await(slice_.store().LogEnd({room_->name(), kind}))->sequence; }

}  // namespace samverkan

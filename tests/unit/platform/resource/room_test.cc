#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/actors/actor_registry_service.h"
#include "services/meetings/meeting_inventory_service.h"
#include "services/platform/resource/resource_service.h"
#include "tests/support/note_room.h"
#include "tests/support/status.h"

namespace samverkan {
namespace {

TEST(RoomTest, TakesItsNameFromThePackage) { EXPECT_EQ(NoteRoom().room().name(), "notes"); }

TEST(RoomTest, FindsItsCollections) {
  NoteRoom notes;
  const Room& room = notes.room();
  EXPECT_EQ(room.collections().size(), 2u);
  EXPECT_EQ(room.CollectionOfType("samverkantest/Remark")->type().singular(), "remark");
  EXPECT_EQ(room.CollectionOfType("samverkan/Meeting"), nullptr);
  EXPECT_EQ(room.CollectionOfKey("notes:n1")->type().type(), "samverkantest/Note");
  EXPECT_EQ(room.CollectionOfKey("notes/remarks:n1/r1")->type().type(), "samverkantest/Remark");
  EXPECT_EQ(room.CollectionOfKey("meetings:m1"), nullptr);
  EXPECT_EQ(room.CollectionOfKey(""), nullptr);
}

TEST(RoomTest, AnswersStandardMethodsAndNoOthers) {
  NoteRoom notes;
  const auto* service = notes.service().descriptor();
  for (int i = 0; i < service->method_count(); ++i) {
    const std::string& name = service->method(i)->name();
    bool standard = name != "Echo" && name != "Repeat" && name != "GetNoteSummary";
    EXPECT_EQ(notes.service().unary(service->method(i)) != nullptr, standard) << name;
    EXPECT_EQ(notes.service().streaming(service->method(i)), nullptr) << name;
  }
}

TEST(RoomTest, AnswersEveryMethodOfTodaysRooms) {
  TestSlice slice;
  for (const auto& room : {MakeActorRegistry(slice.slice()), MakeMeetingInventory(slice.slice())}) {
    Service service = room->MakeService();
    for (int i = 0; i < service.descriptor()->method_count(); ++i) {
      const auto* method = service.descriptor()->method(i);
      EXPECT_NE(service.unary(method), nullptr) << method->full_name();
    }
  }
}

TEST(CreateIfMissingTest, WritesOnceAndLeavesAloneWhatStands) {
  NoteRoom notes;
  const Collection& collection = *notes.room().CollectionOfType("samverkantest/Note");
  auto write = [&](const std::string& title) {
    auto note = std::make_unique<Note>();
    note->set_name("agencies/af/notes/n1");
    note->set_title(title);
    note->set_state(Note::STATE_DRAFT);
    return Await(CreateIfMissing(collection, std::move(note)));
  };
  EXPECT_EQ(Told(write("first")), "OK");
  EXPECT_EQ(Told(write("second")), "OK");
  EXPECT_EQ(notes.Read("n1")->title(), "first");
  EXPECT_EQ(notes.LogEnd(LogKind::kShared), 1);
}

TEST(CreateIfMissingTest, RefusesWhatIsNotValid) {
  NoteRoom notes;
  auto note = std::make_unique<Note>();
  note->set_name("agencies/af/notes/n1");
  EXPECT_EQ(Told(Await(CreateIfMissing(*notes.room().CollectionOfType("samverkantest/Note"), std::move(note)))),
            "INVALID_ARGUMENT INVALID_FIELD title state");
}

TEST(RoomDeathTest, EndsTheProcessForAServiceThatIsNotCompiledIn) {
  // A plain fork of a process with threads may hang, as one under ASan did.
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  TestSlice slice;
  EXPECT_DEATH(Room("samverkan.nothing.v1.NoService", slice.slice(), {}), "no such service");
}

}  // namespace
}  // namespace samverkan

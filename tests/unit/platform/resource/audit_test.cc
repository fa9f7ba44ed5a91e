// What writes leave in the audit trail.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "samverkan/audit/v1/audit_service.pb.h"
#include "tests/support/note_room.h"
#include "tests/support/status.h"

namespace samverkan {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class AuditTest : public ::testing::Test {
 protected:
  // The trail, such as "af agencies/af/notes: n1 n2".
  std::vector<std::string> Trail() {
    std::vector<std::string> told;
    auto rows = Await(room_.slice().store().ReadAudit(0, 1000));
    for (const AuditRow& row : *rows) {
      audit::v1::AuditEntry entry;
      EXPECT_TRUE(entry.ParseFromString(row.bytes));
      told.push_back(absl::StrCat(entry.caller().agency(), " ", entry.write().parent(), ": ",
                                  absl::StrJoin(entry.write().ids(), " ")));
    }
    return told;
  }

  NoteRoom room_;
};

TEST_F(AuditTest, EveryWriteLeavesAnEntry) {
  ASSERT_TRUE(room_.Create("n1").ok());
  ASSERT_TRUE(room_.Update("n1", "title: 'new'", "title").ok());
  ASSERT_TRUE(room_.Call("DeleteNote", "name: 'agencies/af/notes/n1'").status.ok());
  EXPECT_THAT(Trail(), ElementsAre("af agencies/af/notes: n1", "af agencies/af/notes: n1", "af agencies/af/notes: n1"));
}

TEST_F(AuditTest, WhatChangesNothingLeavesNone) {
  ASSERT_TRUE(room_.Create("n1", "title: 'as it is'").ok());
  const std::string id = "request_id: '123e4567-e89b-42d3-a456-426614174000'";
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(room_
                    .Call("UpdateNote",
                          "note { name: 'agencies/af/notes/n1' title: 'as it is' } "
                          "update_mask { paths: 'title' } " +
                              id)
                    .status.ok());
  }
  EXPECT_THAT(Trail(), ElementsAre("af agencies/af/notes: n1"));
}

TEST_F(AuditTest, WhatIsRefusedLeavesNone) {
  EXPECT_FALSE(room_.Create("n1", "title: 'refused'").ok());
  EXPECT_THAT(Trail(), IsEmpty());
  ASSERT_TRUE(room_.Create("n1").ok());
  EXPECT_FALSE(room_.Create("n1").ok());
  EXPECT_THAT(Trail(), ElementsAre("af agencies/af/notes: n1"));
}

TEST_F(AuditTest, ABatchLeavesOneOfWhatItChanged) {
  ASSERT_TRUE(room_.Create("n1").ok());
  ASSERT_TRUE(room_.Create("n2").ok());
  ASSERT_TRUE(room_
                  .Call("BatchDeleteNotes",
                        "parent: 'agencies/af' names: 'agencies/af/notes/n2' "
                        "names: 'agencies/af/notes/n1'")
                  .status.ok());
  EXPECT_EQ(Trail().size(), 3);
  EXPECT_EQ(Trail().back(), "af agencies/af/notes: n2 n1");
}

}  // namespace
}  // namespace samverkan

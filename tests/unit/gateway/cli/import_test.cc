#include "gateway/cli/import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/unit/gateway/cli/testing.h"

namespace samverkan::cli {
namespace {

using meetings::v1::Meeting;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ImportReportTest, TellsWhichFieldsChangeAndNotHousekeeping) {
  Meeting before;
  before.set_name("agencies/af/meetings/m");
  before.set_etag("a");
  before.mutable_update_time()->set_seconds(1);
  before.mutable_schedule()->set_times_per_year(4);
  Meeting after = before;
  after.set_etag("b");
  after.mutable_update_time()->set_seconds(2);
  EXPECT_THAT(ChangedFields(before, after), IsEmpty());
  after.set_purpose("new");
  after.mutable_schedule()->set_times_per_year(6);
  EXPECT_THAT(ChangedFields(before, after), ElementsAre("purpose", "schedule"));
}

class ShowImportTest : public testing::Test {
 protected:
  ShowImportTest() {
    report_.dry_run = true;
    report_.meetings = {{.line = 2, .name = "n1", .display_name = "Nytt", .is_new = true},
                        {.line = 3, .name = "n2", .display_name = "Ändrat", .changed = {"purpose", "level"}},
                        {.line = 4, .name = "n3", .display_name = "Lika"}};
    report_.refused = {{.line = 5, .path = "display_name", .why = "is too long"}};
    report_.plan.refusals = {{.line = 6, .reason = RefusalReason::kUnknownLevel, .column = "Nivå", .detail = "båda"}};
    report_.plan.unknown = {{.display_name = "Täby kommun", .meetings = 2}};
  }

  void Show(bool json) {
    Connection connection(TheContract(), {.address = "127.0.0.1:1"});
    Session session{.contract = TheContract(), .connection = connection, .json = json, .out = out_, .err = err_};
    ShowImport(session, "x.csv", report_);
  }

  ImportReport report_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(ShowImportTest, TellsWhatWouldChangeAndEveryLineItCannotUse) {
  Show(false);
  EXPECT_EQ(out_.str(),
            "+ new  line 2: Nytt  (n1)\n~ changed  line 3: Ändrat  (n2): purpose, level\n= same  line 4: Lika  (n3)\n");
  EXPECT_THAT(err_.str(), HasSubstr("x.csv:5: display_name: is too long\n"));
  EXPECT_THAT(err_.str(), HasSubstr("x.csv:6: Nivå: “båda” is no level"));
  EXPECT_THAT(err_.str(), HasSubstr("Täby kommun (2 meetings name it)"));
  EXPECT_THAT(err_.str(), HasSubstr("meetings: 1 new, 1 changed, 1 same\n"));
  EXPECT_THAT(err_.str(), HasSubstr("nothing was written"));
}

TEST_F(ShowImportTest, CountsForPrograms) {
  Show(true);
  EXPECT_THAT(out_.str(), HasSubstr("\"unknownOrganisations\""));
  EXPECT_THAT(out_.str(), HasSubstr("\"line\": 5"));
}

}  // namespace
}  // namespace samverkan::cli

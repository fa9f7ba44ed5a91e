#include "gateway/cli/batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "gateway/cli/fields.h"
#include "samverkan/actors/v1/actor_registry_service.pb.h"
#include "services/platform/rpc/error.h"
#include "tests/unit/gateway/cli/testing.h"

namespace samverkan::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Record ToRecord(const std::string& json) {
  absl::StatusOr<Record> record = ParseRecord(Line{.file = "f", .number = 1, .text = json}, TheContract());
  EXPECT_TRUE(record.ok()) << record.status();
  return *std::move(record);
}

Record Agency(const std::string& id) {
  return ToRecord(absl::StrCat(R"({"@type":"samverkan.actors.v1.Agency","name":"agencies/)", id, "\"}"));
}

// The sizes of the batches that these lines make.
std::vector<size_t> Sizes(std::vector<Record> records, size_t max_records = 500) {
  Batcher batcher(max_records);
  std::vector<size_t> sizes;
  for (Record& record : records) {
    if (auto batch = batcher.Add(std::move(record))) sizes.push_back(batch->records.size());
  }
  if (auto batch = batcher.Finish()) sizes.push_back(batch->records.size());
  return sizes;
}

template <typename... Records>
std::vector<Record> ListOf(Records... records) {
  std::vector<Record> list;
  (list.push_back(std::move(records)), ...);
  return list;
}

Record Unit(const std::string& agency, const std::string& id, const std::string& called = "x") {
  return ToRecord(UnitLine(agency, id, called));
}

TEST(BatcherTest, PutsNeighboursOfOneAgencyAndCollectionTogether) {
  EXPECT_THAT(Sizes(ListOf(Unit("af", "a"), Unit("af", "b"), Unit("fk", "a"), Unit("af", "c"))), ElementsAre(2, 1, 1));
  EXPECT_THAT(Sizes(ListOf(Unit("af", "a"), Agency("af"), Agency("fk"))), ElementsAre(1, 1, 1)) << "no batch method";
}

TEST(BatcherTest, NamesEachResourceOnceInABatch) {
  EXPECT_THAT(Sizes(ListOf(Unit("af", "a"), Unit("af", "b"), Unit("af", "a"))), ElementsAre(2, 1));
}

TEST(BatcherTest, KeepsTheLimitsOfCountAndSize) {
  EXPECT_THAT(Sizes(ListOf(Unit("af", "a"), Unit("af", "b"), Unit("af", "c")), 2), ElementsAre(2, 1));
  std::string big(900'000, 'x');
  EXPECT_THAT(Sizes(ListOf(Unit("af", "a", big), Unit("af", "b", big), Unit("af", "c", big))), ElementsAre(2, 1));
}

TEST(BatchTest, WritesAllFieldsAndMakesWhatIsMissing) {
  Batch batch{.collection = TheContract().Find("units"), .parent = "agencies/af"};
  batch.records.push_back(Unit("af", "a"));
  MessagePtr request = WriteRequest(TheContract(), batch, {.validate_only = true});
  const auto& typed = static_cast<const actors::v1::BatchUpdateUnitsRequest&>(*request);
  EXPECT_EQ(typed.parent(), "agencies/af");
  EXPECT_TRUE(typed.allow_missing());
  EXPECT_TRUE(typed.validate_only());
  EXPECT_EQ(typed.request_id().size(), 36u);
  EXPECT_EQ(typed.request_id()[14], '4');
  EXPECT_THAT(typed.requests(0).update_mask().paths(), ElementsAre("*"));
  EXPECT_EQ(typed.requests(0).unit().name(), "agencies/af/units/a");
}

TEST(BatchTest, LeavesAbsentFieldsAloneWhereAskedTo) {
  Batch batch{.collection = TheContract().Find("units"), .parent = "agencies/af"};
  batch.records.push_back(Unit("af", "a"));
  MessagePtr request = WriteRequest(TheContract(), batch, {.keep_absent = true});
  EXPECT_FALSE(static_cast<const actors::v1::BatchUpdateUnitsRequest&>(*request).requests(0).has_update_mask());
}

TEST(BatchTest, FindsTheRecordsThatARefusalNames) {
  Batch batch{.collection = TheContract().Find("units"), .parent = "agencies/af"};
  for (const char* id : {"a", "b", "c"}) batch.records.push_back(Unit("af", id));
  FieldViolations violations;
  violations.Add("requests[2].unit.display_name", "is too long");
  violations.Add("requests[1].unit", "is bad");
  violations.Add("parent", "is not a record's");
  violations.Add("requests[9].unit.name", "is none of ours");
  auto errors = RecordErrorsOf(violations.ToStatus(), batch);
  ASSERT_EQ(errors.size(), 2u);
  EXPECT_EQ(errors[0].index, 2u);
  EXPECT_EQ(errors[0].path, "display_name");
  EXPECT_EQ(errors[0].description, "is too long");
  EXPECT_EQ(errors[1].index, 1u);

  auto named = RecordErrorsOf(MakeError(absl::StatusCode::kAborted, type::v1::ERROR_REASON_ETAG_MISMATCH, "other",
                                        {{"resource", "agencies/af/units/b"}}),
                              batch);
  ASSERT_EQ(named.size(), 1u);
  EXPECT_EQ(named[0].index, 1u);
  EXPECT_TRUE(RecordErrorsOf(absl::InternalError("x"), batch).empty());
}

TEST(NdjsonTest, ReadsSeveralFilesAsOneAndKnowsEveryLinesPlace) {
  TemporaryFolder folder;
  LineReader reader({folder.Write("a", "\xEF\xBB\xBF{1}\r\n\n  \n{2}"), folder.Write("b", "{3}\n")});
  std::vector<std::string> seen;
  int64_t before = 0;
  for (auto line = reader.Next(); line.ok(); line = reader.Next()) {
    seen.push_back(absl::StrCat(line->file.substr(line->file.size() - 1), ":", line->number, line->text));
    EXPECT_GE(line->begin, before);
    before = line->end;
  }
  EXPECT_THAT(seen, ElementsAre("a:1{1}", "a:4{2}", "b:1{3}"));
  EXPECT_EQ(before, 19);
  EXPECT_TRUE(absl::IsNotFound(LineReader({folder.Path("absent")}).Next().status()));
}

TEST(NdjsonTest, SaysWhatIsWrongWithALine) {
  const std::pair<const char*, const char*> lines[] = {
      {"hello", "@type"},
      {R"({"name":"x"})", "@type"},
      {R"({"@type":"nothing.V1"})", "nothing.V1 is no resource"},
      {R"({"@type":"samverkan.actors.v1.Unit","name":"agencies/af"})", "agencies/{agency}/units/{unit}"},
      {R"({"@type":"samverkan.actors.v1.Unit","name":"agencies/af/units/u","nonsense":1})", "nonsense"},
      {R"({"@type":"samverkan.actors.v1.Unit","name":)", ""},
  };
  for (const auto& [text, message] : lines) {
    auto record = ParseRecord(Line{.text = text}, TheContract());
    ASSERT_FALSE(record.ok()) << text;
    EXPECT_THAT(std::string(record.status().message()), HasSubstr(message));
  }
}

}  // namespace
}  // namespace samverkan::cli

#include "services/analytics/columns/meeting_table.h"

#include <gmock/gmock.h>

#include "tests/unit/analytics/tabled_meetings.h"

namespace samverkan {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

using MeetingTableTest = TabledMeetings;

constexpr size_t kRows = MeetingChunk::kRows;

TEST_F(MeetingTableTest, KeepsEveryField) {
  MeetingRecord record = Record("m", {"a", "b"}, {"g"}, {"p", "q"});
  record.display_name = names_.Intern("Samråd");
  record.expected_gain = names_.Intern("Tid");
  record.convener = names_.Intern("a");
  record.occurrences = 12;
  record.duration_minutes = 90;
  record.travel_minutes = 30;
  record.valid_from = 20200101;
  record.valid_until = 20201231;
  record.level = 2;
  record.shared = true;
  record.history = {{20200101, 1}};
  Put(record);
  const MeetingChunk& chunk = table_.ChunkOf(0);
  EXPECT_EQ(names_[chunk.name[0]], "m");
  EXPECT_EQ(names_[chunk.display_name[0]], "Samråd");
  EXPECT_EQ(names_[chunk.expected_gain[0]], "Tid");
  EXPECT_EQ(names_[chunk.convener[0]], "a");
  EXPECT_EQ(chunk.same_as[0], Names::kNone);
  EXPECT_EQ(chunk.occurrences[0], 12);
  EXPECT_EQ(chunk.duration_minutes[0], 90);
  EXPECT_EQ(chunk.travel_minutes[0], 30);
  EXPECT_EQ(chunk.valid_from[0], 20200101);
  EXPECT_EQ(chunk.valid_until[0], 20201231);
  EXPECT_EQ(chunk.level[0], 2);
  EXPECT_TRUE(chunk.shared[0]);
  EXPECT_THAT(ParticipantsOf("m"), ElementsAre("a", "b"));
  EXPECT_THAT(GroupsOf("m"), ElementsAre("g"));
  EXPECT_THAT(BreakpointsOf("m"), ElementsAre("p", "q"));
}

TEST_F(MeetingTableTest, KnowsNoOtherMeeting) {
  Put("m", {"a"});
  EXPECT_EQ(table_.RowOf(names_.Intern("a")), MeetingTable::kNoRow);
  EXPECT_EQ(table_.RowOf(names_.Intern("never told of")), MeetingTable::kNoRow);
  EXPECT_EQ(table_.RowOf(Names::kNone), MeetingTable::kNoRow);
}

TEST_F(MeetingTableTest, ReplacesAMeetingInItsRow) {
  Put("m", {"a"});
  Put("n", {"b"});
  Put("m", {"c", "d"});
  EXPECT_EQ(table_.size(), 2u);
  EXPECT_EQ(RowOf("m"), 0u);
  EXPECT_THAT(ParticipantsOf("m"), ElementsAre("c", "d"));
  EXPECT_THAT(ParticipantsOf("n"), ElementsAre("b"));
}

TEST_F(MeetingTableTest, ForgetsWhatIsRemoved) {
  Put("m", {"a"});
  Put("n", {"b"});
  Remove("m");
  EXPECT_EQ(RowOf("m"), MeetingTable::kNoRow);
  EXPECT_EQ(table_.ChunkOf(0).name[0], Names::kNone);
  EXPECT_THAT(table_.Participants(0), IsEmpty());
  EXPECT_EQ(table_.size(), 1u);
  EXPECT_EQ(table_.rows(), 2u);
}

TEST_F(MeetingTableTest, RemovesWhatIsNotThereWithoutAWord) {
  Put("m", {"a"});
  Remove("m");
  Remove("m");
  Remove("a");
  EXPECT_EQ(table_.size(), 0u);
}

TEST_F(MeetingTableTest, UsesARowAgain) {
  MeetingRecord record = Record("m", {"a", "b"}, {"g"});
  record.participants[0].headcount = 7;
  record.history = {{20200101, 1}, {20210101, 4}};
  record.same_as = names_.Intern("n");
  Put(record);
  Remove("m");
  Put("n", {"c"});
  EXPECT_EQ(RowOf("n"), 0u);
  EXPECT_EQ(table_.rows(), 1u);
  EXPECT_THAT(ParticipantsOf("n"), ElementsAre("c"));
  EXPECT_THAT(GroupsOf("n"), IsEmpty());
  EXPECT_THAT(table_.Headcounts(0), IsEmpty());
  EXPECT_EQ(table_.StateOn(0, 20220101).state, 0);
  EXPECT_THAT(table_.same_as_rows(), IsEmpty());
}

TEST_F(MeetingTableTest, GrowsBeyondAChunk) {
  for (size_t i = 0; i < kRows + 2; ++i) Put("m" + std::to_string(i), {"a" + std::to_string(i % 10)});
  EXPECT_EQ(table_.size(), kRows + 2);
  EXPECT_EQ(RowOf("m" + std::to_string(kRows)), kRows);
  EXPECT_THAT(ParticipantsOf("m" + std::to_string(kRows + 1)), ElementsAre("a" + std::to_string((kRows + 1) % 10)));
  EXPECT_THAT(ParticipantsOf("m0"), ElementsAre("a0"));
}

TEST_F(MeetingTableTest, KeepsHeadcountsOnlyWhereNotAllComeAlone) {
  Put("alone", {"a", "b"});
  EXPECT_THAT(table_.Headcounts(RowOf("alone")), IsEmpty());
  MeetingRecord record = Record("together", {"a", "b", "c"}, {"g"}, {"p"});
  record.participants[1].headcount = 12;
  Put(record);
  EXPECT_THAT(table_.Headcounts(RowOf("together")), ElementsAre(1u, 12u, 1u));
  EXPECT_THAT(GroupsOf("together"), ElementsAre("g"));
  record.participants[1].headcount = 1;
  Put(record);
  EXPECT_THAT(table_.Headcounts(RowOf("together")), IsEmpty());
}

TEST_F(MeetingTableTest, TellsTheOnlyState) {
  MeetingRecord record = Record("m", {"a"});
  record.history = {{20200101, 1}};
  Put(record);
  EXPECT_EQ(table_.StateOn(0, 20191231).state, 0);
  EXPECT_EQ(table_.StateOn(0, 20200101).state, 1);
  EXPECT_EQ(table_.StateOn(0, 20250101).day, 20200101);
}

TEST_F(MeetingTableTest, TellsWhatHeldOnADay) {
  MeetingRecord record = Record("m", {"a", "b"}, {"g"}, {"p"});
  record.participants[0].headcount = 3;
  record.history = {{20200101, 2}, {20210101, 1}, {20220101, 4}};
  Put(record);
  std::vector<int> states;
  for (int32_t day : {20191231, 20200101, 20201231, 20210101, 20211231, 20220101}) {
    states.push_back(table_.StateOn(0, day).state);
  }
  EXPECT_THAT(states, ElementsAre(0, 2, 2, 1, 1, 4));
  EXPECT_EQ(table_.StateOn(0, 20210615).day, 20210101);
}

TEST_F(MeetingTableTest, TellsTheLastOfTheStatesOfOneDay) {
  MeetingRecord record = Record("m", {});
  record.history = {{20200101, 2}, {20200101, 1}, {20210101, 4}};
  Put(record);
  EXPECT_EQ(table_.StateOn(0, 20200101).state, 1);
}

TEST_F(MeetingTableTest, ShrinksAndGrowsLists) {
  Put("m", {"a", "b", "c"});
  Put("n", {"x"});
  Put("m", {"b"});
  EXPECT_THAT(ParticipantsOf("m"), ElementsAre("b"));
  Put("m", {});
  EXPECT_THAT(ParticipantsOf("m"), IsEmpty());
  Put("m", {"e", "d", "c", "b", "a"});
  EXPECT_THAT(ParticipantsOf("m"), ElementsAre("e", "d", "c", "b", "a"));
  EXPECT_THAT(ParticipantsOf("n"), ElementsAre("x"));
}

TEST_F(MeetingTableTest, TellsListsApartThatLieAlike) {
  Put(Record("m", {"a", "b"}, {"c"}));
  Put(Record("m", {"a"}, {"b"}, {"c"}));
  EXPECT_THAT(ParticipantsOf("m"), ElementsAre("a"));
  EXPECT_THAT(GroupsOf("m"), ElementsAre("b"));
  EXPECT_THAT(BreakpointsOf("m"), ElementsAre("c"));
}

TEST_F(MeetingTableTest, WritesNoListsAgainThatAreTheSame) {
  Put("m", {"a", "b"});
  uint32_t place = PlaceOf("m");
  MeetingRecord record = Record("m", {"a", "b"});
  record.level = 1;
  Put(record);
  EXPECT_EQ(PlaceOf("m"), place);
  EXPECT_EQ(table_.ChunkOf(0).level[0], 1);
}

TEST_F(MeetingTableTest, NumbersWhateverMeetingsReferTo) {
  Put(Record("agencies/a/meetings/m", {"agencies/a/functions/f", "agencies/b/organisations/o"},
             {"agencies/a/groups/g"}));
  EXPECT_EQ(table_.references(), 3u);
  const Reference& function = table_.ReferenceAt(0);
  EXPECT_EQ(names_[function.name], "agencies/a/functions/f");
  EXPECT_EQ(names_[function.agency], "agencies/a");
  EXPECT_FALSE(function.organisation);
  EXPECT_TRUE(table_.ReferenceAt(1).organisation);
  EXPECT_EQ(table_.FindReference(names_.Find("agencies/a/groups/g")), 2u);
  EXPECT_EQ(table_.FindReference(names_.Find("agencies/a/meetings/m")), std::nullopt);
  Put(Record("agencies/a/meetings/n", {"agencies/b/organisations/o"}));
  EXPECT_EQ(table_.references(), 3u) << "once";
}

TEST_F(MeetingTableTest, KnowsTheRowsThatAreTheSameAsAnother) {
  for (const char* name : {"l", "m", "n"}) {
    MeetingRecord record = Record(name, {});
    record.same_as = names_.Intern("other");
    Put(record);
  }
  EXPECT_THAT(table_.same_as_rows(), UnorderedElementsAre(0u, 1u, 2u));
  Put("l", {});
  EXPECT_THAT(table_.same_as_rows(), UnorderedElementsAre(1u, 2u));
  MeetingRecord record = Record("m", {});
  record.same_as = names_.Intern("yet another");
  Put(record);
  EXPECT_THAT(table_.same_as_rows(), UnorderedElementsAre(1u, 2u));
  Remove("m");
  EXPECT_THAT(table_.same_as_rows(), ElementsAre(2u));
}

TEST_F(MeetingTableTest, KeepsTheFirstThousandOfEachList) {
  Texts many;
  for (int i = 0; i < 1'500; ++i) many.push_back(std::to_string(i));
  MeetingRecord record = Record("m", many, many, many);
  record.participants[999].headcount = 4;
  for (int i = 0; i < 600; ++i) record.history.push_back({20'000'000 + i, static_cast<int8_t>(1 + i % 4)});
  Put(record);
  Put("n", {"x"});
  EXPECT_THAT(ParticipantsOf("m"), SizeIs(1'000));
  EXPECT_EQ(ParticipantsOf("m").back(), "999");
  EXPECT_EQ(GroupsOf("m").back(), "999");
  EXPECT_EQ(BreakpointsOf("m").back(), "999");
  EXPECT_THAT(table_.Headcounts(0), SizeIs(1'000));
  EXPECT_EQ(table_.Headcounts(0).back(), 4u);
  EXPECT_THAT(ParticipantsOf("n"), ElementsAre("x"));
}

TEST_F(MeetingTableTest, KeepsTheLastFiveHundredStates) {
  MeetingRecord record = Record("m", {"a"});
  for (int i = 0; i < 600; ++i) record.history.push_back({20'000'000 + i, static_cast<int8_t>(1 + i % 4)});
  Put(record);
  EXPECT_EQ(table_.StateOn(0, 20'000'099).state, 0);
  for (int i = 100; i < 600; ++i) ASSERT_EQ(table_.StateOn(0, 20'000'000 + i).state, 1 + i % 4);
}

}  // namespace
}  // namespace samverkan

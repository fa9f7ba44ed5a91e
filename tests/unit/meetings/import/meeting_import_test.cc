#include "services/meetings/import/meeting_import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"

namespace samverkan {
namespace {

using actors::v1::Organisation;
using meetings::v1::Meeting;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kHeader[] =
    "Förbund;Möte;Nivå;Deltagande organisationer;Gånger per år;Timmar per möte;Status;Källa;Vinst;Grupp\r\n";

ActorIndex Registry() {
  ActorIndex registry("finsam");
  registry.AddAgency("agencies/af", "Arbetsförmedlingen");
  registry.AddAgency("agencies/finsam", "Samordningsförbundet Exempel");
  registry.AddUnit("agencies/af/units/unga", "Unga");
  registry.AddUnit("agencies/fk/units/unga", "Unga");
  registry.AddUnit("agencies/fk/units/stab", "Staben");
  registry.AddOrganisation("agencies/af/organisations/falu", "Falu kommun", "");
  registry.AddOrganisation("agencies/finsam/organisations/falu", "Falu kommun", "");
  registry.AddOrganisation("agencies/finsam/organisations/lomma", "Lomma kommun", "agencies/lomma");
  registry.AddOrganisation("agencies/finsam/organisations/taby-kommun", "Något annat", "");
  registry.AddGroup("agencies/finsam/groups/unga", "Unga vuxna");
  return registry;
}

ImportPlan Plan(const std::string& rows, bool create_missing = false, const std::string& header = kHeader) {
  absl::StatusOr<CsvFile> file = ReadCsv(header + rows);
  EXPECT_TRUE(file.ok()) << file.status();
  ImportSettings settings{.agency = "finsam", .create_missing = create_missing};
  absl::StatusOr<ImportPlan> plan = PlanMeetingImport(*file, settings, Registry());
  EXPECT_TRUE(plan.ok()) << plan.status();
  return plan.ok() ? *plan : ImportPlan();
}

std::vector<std::string> ActorsOf(const Meeting& meeting) {
  std::vector<std::string> actors;
  for (const auto& participant : meeting.participants()) actors.push_back(participant.actor());
  return actors;
}

TEST(MeetingImportTest, TakesARowAsItStands) {
  ImportPlan plan = Plan(
      "Exempel;Styrelse;Strategisk;Arbetsförmedlingen, LOMMA  kommun;6,5;1,5;befintligt;styrning.se;;Unga vuxna\r\n");
  ASSERT_THAT(plan.meetings, SizeIs(1));
  const Meeting& meeting = plan.meetings[0].meeting;
  EXPECT_EQ(plan.meetings[0].line, 2);
  EXPECT_EQ(meeting.name(), "agencies/finsam/meetings/exempel-styrelse");
  EXPECT_EQ(meeting.external_uid(), "exempel-styrelse");
  EXPECT_EQ(meeting.level(), type::v1::LEVEL_STRATEGIC);
  EXPECT_EQ(meeting.state(), Meeting::STATE_EXISTING);
  EXPECT_THAT(ActorsOf(meeting), ElementsAre("agencies/af", "agencies/lomma"));
  EXPECT_EQ(meeting.schedule().times_per_year(), 6.5);
  EXPECT_EQ(meeting.schedule().duration().seconds(), 5400);
  EXPECT_EQ(meeting.source().note(), "styrning.se");
  EXPECT_EQ(meeting.source().method(), type::v1::Source::METHOD_REGISTER);
  EXPECT_THAT(meeting.groups(), ElementsAre("agencies/finsam/groups/unga"));
  EXPECT_EQ(meeting.convener(), "agencies/finsam");
}

TEST(MeetingImportTest, LeavesWhatIsUnknownAbsent) {
  ImportPlan plan = Plan("Någon annan;Styrelse;operativ;;?;okänt;befintligt;-;;\r\n");
  ASSERT_THAT(plan.meetings, SizeIs(1));
  const Meeting& meeting = plan.meetings[0].meeting;
  EXPECT_FALSE(meeting.has_schedule());
  EXPECT_EQ(meeting.source().note(), "");
  EXPECT_EQ(meeting.convener(), "");
}

TEST(MeetingImportTest, ReadsEnglishHeadersInAnyOrderAndTellsTheUnused) {
  ImportPlan plan =
      Plan("x,missing,Board,OPERATIONAL,more money\n", false, "Notes,STATUS,meeting,Level,Expected gain\n");
  ASSERT_THAT(plan.meetings, SizeIs(1));
  EXPECT_EQ(plan.meetings[0].meeting.state(), Meeting::STATE_MISSING);
  EXPECT_EQ(plan.meetings[0].meeting.expected_gain(), "more money");
  EXPECT_THAT(plan.unused_columns, ElementsAre("Notes"));
}

TEST(MeetingImportTest, RefusesRowsWithTheirReasons) {
  struct Case {
    const char* row;
    RefusalReason reason;
    const char* column;
    const char* detail;
  };
  const Case cases[] = {
      {"F;;operativ;;;;befintligt;;;", RefusalReason::kNoName, "Möte", ""},
      {"F;M;;;;;befintligt;;;", RefusalReason::kNoLevel, "Nivå", ""},
      {"F;M;båda;;;;befintligt;;;", RefusalReason::kUnknownLevel, "Nivå", "båda"},
      {"F;M;operativ;;;;;;;", RefusalReason::kNoStatus, "Status", ""},
      {"F;M;operativ;;;;kanske;;;", RefusalReason::kUnknownStatus, "Status", "kanske"},
      {"F;M;operativ;;6-7;;befintligt;;;", RefusalReason::kNotANumber, "Gånger per år", "6-7"},
      {"F;M;operativ;;;-1;befintligt;;;", RefusalReason::kOutOfRange, "Timmar per möte", "-1"},
      {"F;M;operativ;;2000;;befintligt;;;", RefusalReason::kOutOfRange, "Gånger per år", "2000"},
      {"F;M;operativ;;;;saknas;;;", RefusalReason::kNoExpectedGain, "Vinst", ""},
      {"F;M;operativ;;;;kan tas bort;;okänt;", RefusalReason::kNoExpectedGain, "Vinst", "okänt"},
      {"F;M;operativ;;;;befintligt;;;Äldre", RefusalReason::kUnknownGroup, "Grupp", "Äldre"},
      {"F;M;operativ;Okända AB, Af;;;befintligt;;;", RefusalReason::kUnknownOrganisation, "Deltagande organisationer",
       "Okända AB"},
      {"F;M;operativ;Unga;;;befintligt;;;", RefusalReason::kAmbiguousOrganisation, "Deltagande organisationer",
       "Unga: agencies/af/units/unga, agencies/fk/units/unga"},
      {"F;M;operativ;;;;befintligt;;;;stray", RefusalReason::kTooManyCells, "", ""},
      {"F;SIP 900101-0017;operativ;;;;befintligt;;;", RefusalReason::kPersonalData, "Möte", ""},
      {"F;M;900101-0017;;;;befintligt;;;", RefusalReason::kPersonalData, "Nivå", ""},
      {"F;M;operativ;;;;befintligt;;;;anna@example.se", RefusalReason::kPersonalData, "", ""},
  };
  for (const Case& refused : cases) {
    ImportPlan plan = Plan(absl::StrCat(refused.row, "\r\nF;Annat;operativ;;;;befintligt;;;\r\n"));
    ASSERT_THAT(plan.refusals, SizeIs(1)) << refused.row;
    EXPECT_EQ(plan.refusals[0].line, 2);
    EXPECT_EQ(plan.refusals[0].reason, refused.reason) << refused.row;
    EXPECT_EQ(plan.refusals[0].column, refused.column) << refused.row;
    EXPECT_EQ(plan.refusals[0].detail, refused.detail) << refused.row;
    EXPECT_THAT(plan.meetings, SizeIs(1)) << "the others go on";
  }
}

TEST(MeetingImportTest, TellsEveryReasonOfARowAndTheLineOfADuplicate) {
  ImportPlan plan = Plan("F;M;operativ;;;;befintligt;;;\r\nF;A;;;x;;;;;\r\nf; m ;strategisk;;;;befintligt;;;\r\n");
  ASSERT_THAT(plan.refusals, SizeIs(4));
  EXPECT_EQ(plan.refusals[0].line, 3);
  EXPECT_EQ(plan.refusals[3].reason, RefusalReason::kDuplicate);
  EXPECT_EQ(plan.refusals[3].detail, "2");
}

TEST(MeetingImportTest, CountsWhoIsUnknownAndMakesThemWhenAsked) {
  const char rows[] =
      "F;A;operativ;Täby kommun, täby KOMMUN, Region Uppsala;;;befintligt;;;\r\n"
      "F;B;operativ;Täby kommun;;;befintligt;;;\r\n"
      "F;C;;Bara Hos Den Felaktiga;;;befintligt;;;\r\n";
  ImportPlan told = Plan(rows);
  ASSERT_THAT(told.unknown, SizeIs(2));
  EXPECT_EQ(told.unknown[1].display_name, "Täby kommun");
  EXPECT_EQ(told.unknown[1].meetings, 2);
  EXPECT_THAT(told.meetings, IsEmpty());
  EXPECT_THAT(told.organisations, IsEmpty());

  ImportPlan made = Plan(rows, /*create_missing=*/true);
  ASSERT_THAT(made.organisations, SizeIs(2));
  EXPECT_EQ(made.organisations[0].name(), "agencies/finsam/organisations/region-uppsala");
  EXPECT_EQ(made.organisations[0].kind(), actors::v1::ORGANISATION_KIND_REGION);
  EXPECT_THAT(made.organisations[1].name(), HasSubstr("/taby-kommun-")) << "the plain id is another's";
  ASSERT_THAT(made.meetings, SizeIs(2));
  EXPECT_THAT(ActorsOf(made.meetings[0].meeting),
              ElementsAre(made.organisations[1].name(), made.organisations[0].name()));
}

TEST(MeetingImportTest, PrefersItsOwnOfTwoOrganisationsOfOneName) {
  ImportPlan plan = Plan("F;A;operativ;Falu kommun, AF, staben;;;befintligt;;;\r\n");
  ASSERT_THAT(plan.meetings, SizeIs(1));
  EXPECT_THAT(ActorsOf(plan.meetings[0].meeting),
              ElementsAre("agencies/finsam/organisations/falu", "agencies/af", "agencies/fk/units/stab"));
}

TEST(MeetingImportTest, OverwritesNoMeetingThatItHasNotMade) {
  ImportSettings settings{.agency = "finsam", .taken = {"agencies/finsam/meetings/f-rad"}};
  auto file = ReadCsv("Förbund;Möte;Nivå;Status\nF;Råd;operativ;finns\nF;Annat;operativ;finns\n");
  auto plan = PlanMeetingImport(*file, settings, ActorIndex("finsam"));
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_THAT(plan->meetings[0].meeting.name(), testing::MatchesRegex("agencies/finsam/meetings/f-rad-[0-9a-f]+"));
  EXPECT_EQ(plan->meetings[1].meeting.name(), "agencies/finsam/meetings/f-annat");
  for (const auto& imported : plan->meetings) EXPECT_TRUE(WasImported(imported.meeting));
  Meeting by_hand = plan->meetings[1].meeting;
  by_hand.clear_external_uid();
  EXPECT_FALSE(WasImported(by_hand));
}

TEST(MeetingImportTest, GuessesAKindFromClearWordsOnly) {
  const std::pair<const char*, actors::v1::OrganisationKind> kinds[] = {
      {"Lomma kommun", actors::v1::ORGANISATION_KIND_MUNICIPALITY},
      {"Vaxholms stad", actors::v1::ORGANISATION_KIND_MUNICIPALITY},
      {"Falu kommun socialförvaltningen", actors::v1::ORGANISATION_KIND_MUNICIPALITY},
      {"Region Dalarna psykiatri", actors::v1::ORGANISATION_KIND_REGION},
      {"Samordningsförbundet Samspelet", actors::v1::ORGANISATION_KIND_COORDINATION_ASSOCIATION},
      {"FINSAM Uppsala", actors::v1::ORGANISATION_KIND_COORDINATION_ASSOCIATION},
      {"Försäkringskassan", actors::v1::ORGANISATION_KIND_STATE_AGENCY},
      {"Kommunernas lokusgrupper", actors::v1::ORGANISATION_KIND_OTHER},
      {"Finsam och Falu kommun", actors::v1::ORGANISATION_KIND_OTHER},
      {"Region", actors::v1::ORGANISATION_KIND_OTHER},
  };
  for (const auto& [name, kind] : kinds) EXPECT_EQ(KindOfName(name), kind) << name;
}

TEST(MeetingImportTest, SaysWhatAFileLacks) {
  absl::StatusOr<ImportPlan> plan = PlanMeetingImport(*ReadCsv("Forum;Nivå\nx;operativ\n"), {}, ActorIndex());
  EXPECT_THAT(std::string(plan.status().message()), HasSubstr("möte / meeting, status / läge. It has: Forum, Nivå"));
  EXPECT_FALSE(PlanMeetingImport(*ReadCsv("Möte;Nivå;Status;Meeting\nx;operativ;;\n"), {}, ActorIndex()).ok());
}

TEST(MeetingImportTest, TakesAFilesOwnHeaders) {
  auto columns = ParseColumnMapping("# vår tabell\nForum = Möte\n\nTyp=Nivå # not the level of noise\n");
  ASSERT_TRUE(columns.ok()) << columns.status();
  ImportSettings settings{.agency = "finsam", .columns = *columns};
  auto plan = PlanMeetingImport(*ReadCsv("Forum;Typ;Status\nRåd;operativ;finns\n"), settings, ActorIndex());
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_THAT(plan->meetings, SizeIs(1));
  EXPECT_THAT(std::string(ParseColumnMapping("a = Möte\nb = nonsense\n").status().message()), HasSubstr("line 2"));
}

TEST(MeetingImportTest, TakesTheRealFileOfFiveAssociations) {
  std::ifstream file(PUBLIC_MEETINGS, std::ios::binary);
  if (!file) GTEST_SKIP() << PUBLIC_MEETINGS << " is not here";
  std::stringstream bytes;
  bytes << file.rdbuf();
  auto csv = ReadCsv(bytes.str());
  ASSERT_TRUE(csv.ok()) << csv.status();
  ImportSettings settings{.agency = "finsam", .create_missing = true};
  auto first = PlanMeetingImport(*csv, settings, ActorIndex("finsam"));
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_THAT(first->refusals, IsEmpty());
  EXPECT_THAT(first->meetings, SizeIs(15));
  EXPECT_THAT(first->unused_columns, IsEmpty());
  EXPECT_EQ(first->meetings[0].meeting.convener(), "agencies/finsam/organisations/samordningsforbundet-samspelet");
  EXPECT_FALSE(first->meetings[2].meeting.has_schedule());

  // A second import finds what the first made, and says the same.
  ActorIndex made("finsam");
  for (const Organisation& one : first->organisations) made.AddOrganisation(one.name(), one.display_name(), "");
  auto second = PlanMeetingImport(*csv, settings, made);
  ASSERT_TRUE(second.ok());
  EXPECT_THAT(second->organisations, IsEmpty());
  for (size_t i = 0; i < first->meetings.size(); ++i) {
    EXPECT_EQ(first->meetings[i].meeting.SerializeAsString(), second->meetings[i].meeting.SerializeAsString());
  }
}

}  // namespace
}  // namespace samverkan

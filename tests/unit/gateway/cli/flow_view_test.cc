#include "gateway/cli/flow_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gateway/cli/flow_analysis_view.h"
#include "gateway/cli/table.h"
#include "gateway/cli/texts.h"
#include "services/flows/analysis.h"
#include "tests/unit/gateway/cli/flow_sample.h"
#include "tests/unit/gateway/cli/testing.h"

namespace samverkan::cli {
namespace {

using flows::v1::CompareFlowsResponse;
using flows::v1::Flow;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

using FlowViewTest = LanguageTest;

size_t WidestLine(const std::string& text) {
  size_t widest = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) widest = std::max(widest, DisplayWidth(line));
  return widest;
}

// The medical report comes within three days, and nothing is sent back for it.
Flow BetterFlow() {
  Flow flow = SampleFlow();
  flow.set_name("agencies/finsam/flows/unga-framtid");
  auto& report = *flow.mutable_steps(1);
  report.mutable_wait_time()->Clear();
  report.mutable_wait_time()->mutable_likely()->set_seconds(3 * 28'800);
  report.clear_returns();
  flow.mutable_stops()->DeleteSubrange(0, 1);
  return flow;
}

constexpr char kSwedishLanes[] = R"text(Ung utan sysselsättning söker väg till arbete (som det är)
agencies/finsam/flows/unga-nu · Unga vuxna 19–29 år · Samverkan ungdomar ·
1 d = 8 h

  A  Handläggare, Försäkringskassan
  B  Vårdcentralen
  C  coach

  A · ·  1 [=] Ta emot ansökan om aktivitetsersättning på grund av nedsatt
  · · ·        arbetsförmåga
  · · ·        INGÅNG · Handläggare, Försäkringskassan · blankett · arbete
  · · ·        30 min · nödvändigt · #ansokan
  · · ·        sedan sida vid sida: 2, 3
  · : ·        väntar 15 d (10 d–30 d)
  · ! ·        STOPP remisskon: Begäran ligger obesvarad: ingen på vårdcentralen
  · · ·        äger den · 60 % av fallen · orsak: Ingen ansvarar för svaret
  · B ·  2 [=] Skriva medicinskt underlag
  · · ·        efter 1 · Vårdcentralen · brev · arbete 1 h 30 min (1 h–4 h) ·
  · · ·        nödvändigt · 60 % kan användas som det kommer · 25 % går tillbaka
  · · ·        till 1 · #utlatande
  · · :        väntar ?
  · · C  3 [+] Pröva studiesituationen och
  · · ·        arbetsmarknadsrehabiliteringsutredningens förslag
  · · ·        efter 1 · coach · besök · arbete 1 d · värdeskapande · #coach
  : · ·        väntar 5 d
  ! · ·        STOPP motestid: Ingen gemensam tid
  A · ·  4 [-] Stämma av
  · · ·        när alla är klara: 2, 3 · Handläggare, Försäkringskassan · möte ·
  · · ·        arbete 1 h · slöseri · 80 % kan användas som det kommer ·
  · · ·        #avstamning
  · · :        väntar ?
  · · !        STOPP plats: Ingen plats
  · · C  5 [?] Börja praktik
  · · ·        coach · arbete ? · inte bedömt · #praktik
)text";

constexpr char kEnglishLanes[] = R"text(Ung utan sysselsättning söker väg till arbete (as it is)
agencies/finsam/flows/unga-nu · Unga vuxna 19–29 år · Samverkan ungdomar ·
1 d = 8 h

  A  Handläggare, Försäkringskassan
  B  Vårdcentralen
  C  coach

  A · ·  1 [=] Ta emot ansökan om aktivitetsersättning på grund av nedsatt
  · · ·        arbetsförmåga
  · · ·        ENTRANCE · Handläggare, Försäkringskassan · form · work 30 min ·
  · · ·        necessary · #ansokan
  · · ·        then side by side: 2, 3
  · : ·        waits 15 d (10 d–30 d)
  · ! ·        STOP remisskon: Begäran ligger obesvarad: ingen på vårdcentralen
  · · ·        äger den · 60 % of the cases · cause: Ingen ansvarar för svaret
  · B ·  2 [=] Skriva medicinskt underlag
  · · ·        after 1 · Vårdcentralen · letter · work 1 h 30 min (1 h–4 h) ·
  · · ·        necessary · 60 % usable as it comes · 25 % go back to 1 ·
  · · ·        #utlatande
  · · :        waits ?
  · · C  3 [+] Pröva studiesituationen och
  · · ·        arbetsmarknadsrehabiliteringsutredningens förslag
  · · ·        after 1 · coach · visit · work 1 d · value-adding · #coach
  : · ·        waits 5 d
  ! · ·        STOP motestid: Ingen gemensam tid
  A · ·  4 [-] Stämma av
  · · ·        when all are done: 2, 3 · Handläggare, Försäkringskassan ·
  · · ·        meeting · work 1 h · waste · 80 % usable as it comes ·
  · · ·        #avstamning
  · · :        waits ?
  · · !        STOP plats: Ingen plats
  · · C  5 [?] Börja praktik
  · · ·        coach · work ? · not judged · #praktik
)text";

constexpr char kSwedishAnalysis[] = R"text(Vad agencies/finsam/flows/unga-nu tar: 5 steg, 1 d = 8 h

              väntat     minst   troligt      mest        ±    känt
arbete       1 d 3 h   1 d 3 h   1 d 3 h   1 d 6 h   30 min  4 av 5
väntan      21 d 5 h      15 d      20 d      35 d  3 d 3 h  2 av 5
hela vägen  22 d 1 h  15 d 3 h  20 d 3 h  35 d 6 h  3 d 3 h  2 av 5

andel                                                              känt
aktivitetsgrad: arbete av all tid                        6,14 %  2 av 5
processeffektivitet: värdeskapande arbete av hela vägen  4,53 %  4 av 5
samlad %C&A: kommer igenom utan en rättelse                48 %  2 av 5

Den längsta vägen: ansokan > utlatande > avstamning > praktik

efter värde för personen  steg      arbete    väntan
[?] inte bedömt              1           –         –
[+] värdeskapande            1         1 d         –
[=] nödvändigt               2  2 h 20 min  16 d 5 h
[-] slöseri                  1         1 h       5 d

efter aktör                     steg      arbete    väntan
Handläggare, Försäkringskassan     2  1 h 30 min       5 d
Vårdcentralen                      1  1 h 50 min  16 d 5 h
coach                              2         1 d         –

Överlämningar: av 5 övergångar går 5 mellan myndigheter eller organisationer och
5 mellan aktörer; annan kontaktväg i 4 av 4; röda linjer (allt kan inte användas
som det kommer): 3 av 3
från    till    gånger
fk      af           2
af      fk           1
fk      region       1
region  fk           1

Omtag ger 47 min mer arbete
går tillbaka från  till     andel  väntade varv
utlatande          ansokan   25 %          1,33

Stopp, värst först; ! märker de få som står för 80 % av vikten
   stopp        väntan  av all  berörda    vikt  summerat
!  remisskon  16 d 5 h  76,9 %     60 %  46,2 %    66,7 %
!  motestid        5 d  23,1 %   100 %?  23,1 %     100 %
   plats             –       –   100 %?       –         –
  remisskon: Begäran ligger obesvarad: ingen på vårdcentralen äger den · orsak:
  Ingen ansvarar för svaret
  motestid: Ingen gemensam tid
  plats: Ingen plats

väntat, från början  kan börja    börjar  är klart
ansokan                  0 min     0 min    30 min
utlatande               30 min  16 d 6 h      17 d
coach                   30 min    30 min   1 d 1 h
avstamning                17 d      22 d  22 d 1 h
praktik               22 d 1 h  22 d 1 h  22 d 1 h
)text";

constexpr char kEnglishComparison[] = R"text(agencies/finsam/flows/unga-framtid beside agencies/finsam/flows/unga-nu
1 d = 8 h

                            before    after     change       %  known of each
work                       1 d 3 h  1 d 3 h      0 min       0        4/5 4/5
whole way                 22 d 1 h  8 d 3 h  -13 d 5 h   -61.9        2/5 2/5
waiting                   21 d 5 h      8 d  -13 d 5 h   -63.1        2/5 2/5
activity ratio              6.14 %     15 %    +8.91 %  +145.1        2/5 2/5
process efficiency (PCE)    4.53 %   11.9 %    +7.35 %  +162.4        4/5 4/5
rolled %C&A                   48 %     48 %        0 %       0        2/5 2/5
handovers                        5        5          0       0        5/5 5/5
rework                      47 min    0 min    -47 min    -100        4/5 4/5
steps                            5        5          0       0        5/5 5/5
stops                            3        2         -1   -33.3        5/5 5/5
)text";

TEST_F(FlowViewTest, DrawsLanesInSwedish) {
  SetLanguage(Language::kSwedish);
  EXPECT_EQ(Plain(RenderFlow(SampleFlow(), SampleNames(), 80)), kSwedishLanes);
}

TEST_F(FlowViewTest, DrawsLanesInEnglish) {
  EXPECT_EQ(Plain(RenderFlow(SampleFlow(), SampleNames(), 80)), kEnglishLanes);
}

TEST_F(FlowViewTest, IsEightyColumnsWideWhereThereIsNoTerminal) {
  EXPECT_EQ(RenderFlow(SampleFlow(), SampleNames(), 0), RenderFlow(SampleFlow(), SampleNames(), 80));
}

TEST_F(FlowViewTest, FitsIntoAnyUsualWidth) {
  SetLanguage(Language::kSwedish);
  for (size_t width : {50, 60, 79, 80, 100, 200}) {
    EXPECT_LE(WidestLine(RenderFlow(SampleFlow(), SampleNames(), width)), width);
  }
}

TEST_F(FlowViewTest, CutsNoWordOfATitle) {
  std::string narrow = RenderFlow(SampleFlow(), SampleNames(), 50);
  EXPECT_THAT(narrow, Not(HasSubstr("…")));
  EXPECT_THAT(absl::StrReplaceAll(narrow, {{"\n", ""}, {"· · ·", ""}, {" ", ""}}),
              HasSubstr("arbetsmarknadsrehabiliteringsutredningens"));
}

TEST_F(FlowViewTest, HasOneColumnForManyLanes) {
  Flow flow = SampleFlow();
  for (int i = 0; i < 30; ++i) {
    auto& step = *flow.add_steps();
    step.set_id(absl::StrCat("s", i));
    step.set_title("Svara");
    step.set_actor(absl::StrCat("agencies/af/units/enhet-", i));
    step.add_after("praktik");
  }
  std::string text = Plain(RenderFlow(flow, {}, 80));
  EXPECT_LE(WidestLine(text), 80u);
  EXPECT_THAT(text, AllOf(HasSubstr("\n  AG  enhet-29\n"), HasSubstr("\n  AG  35 [?] Svara\n"),
                          HasSubstr("\n  A    1 [=] Ta emot")));
}

TEST_F(FlowViewTest, SaysWhereAnotherCaseBegins) {
  Flow flow = SampleFlow();
  flow.mutable_steps(2)->clear_after();
  EXPECT_THAT(RenderFlow(flow, SampleNames(), 80), HasSubstr("begins here · coach"));
}

TEST_F(FlowViewTest, ShowsEvenACircle) {
  Flow flow = SampleFlow();
  flow.mutable_steps(0)->add_after("praktik");
  EXPECT_THAT(RenderFlow(flow, SampleNames(), 80), HasSubstr("Börja praktik"));
}

TEST_F(FlowViewTest, ShowsAFlowWithoutSteps) { EXPECT_THAT(RenderFlow(Flow(), {}, 80), HasSubstr("(as it is)")); }

TEST_F(FlowViewTest, TellsWhatAFlowTakesInSwedish) {
  SetLanguage(Language::kSwedish);
  EXPECT_EQ(Plain(RenderAnalysis(Analyze(SampleFlow()), SampleNames(), 80)), kSwedishAnalysis);
}

TEST_F(FlowViewTest, TellsWhatAFlowTakesInEnglish) {
  std::string text = Plain(RenderAnalysis(Analyze(SampleFlow()), SampleNames(), 80));
  EXPECT_LE(WidestLine(text), 80u);
  EXPECT_THAT(text, AllOf(HasSubstr("What agencies/finsam/flows/unga-nu takes: 5 steps, 1 d = 8 h\n"),
                          HasSubstr("waiting    21 d 5 h      15 d      20 d      35 d  3 d 3 h  2 of 5\n"),
                          HasSubstr("The longest way: ansokan > utlatande > avstamning > praktik\n"),
                          HasSubstr("another channel in 4 of 4"), HasSubstr("Rework adds 47 min of work\n"),
                          HasSubstr("!  remisskon  16 d 5 h  76.9 %      60 %  46.2 %  66.7 %\n")));
}

TEST_F(FlowViewTest, ShowsADashForWhatNoStepTells) {
  Flow flow = SampleFlow();
  for (auto& step : *flow.mutable_steps()) {
    step.clear_process_time();
    step.clear_wait_time();
    step.clear_complete_accurate_percent();
  }
  std::string text = Plain(RenderAnalysis(Analyze(flow), SampleNames(), 80));
  EXPECT_THAT(text, AllOf(HasSubstr("whole way         –      –       –     –  –  0 of 5\n"),
                          HasSubstr("without a correction               –  0 of 5\n"), Not(HasSubstr("0 min"))));
}

TEST_F(FlowViewTest, SetsTwoFlowsBesideOneAnother) {
  absl::StatusOr<CompareFlowsResponse> response = Compare(SampleFlow(), BetterFlow());
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(Plain(RenderComparison(*response, 80)), kEnglishComparison);
  SetLanguage(Language::kSwedish);
  std::string text = RenderComparison(*response, 80);
  EXPECT_LE(WidestLine(text), 80u);
  EXPECT_THAT(text, HasSubstr("överlämningar"));
}

TEST_F(FlowViewTest, ComparesInHoursWhereWorkingDaysDiffer) {
  Flow flow = BetterFlow();
  flow.mutable_working_day()->set_seconds(6 * 3600);
  std::string text = Plain(RenderComparison(*Compare(SampleFlow(), flow), 80));
  EXPECT_THAT(text, AllOf(HasSubstr("173 h 20 min"), HasSubstr("64 h"), Not(HasSubstr(" d "))));
}

TEST(FlowWordsTest, CountsInWorkingDays) {
  struct Row {
    double minutes;
    double day_hours;
    std::string text;
  };
  const Row rows[] = {{0, 8, "0 min"},        {0.5, 8, "30 s"},         {1, 8, "1 min"},        {59.6, 8, "1 h"},
                      {170, 8, "2 h 50 min"}, {479, 8, "7 h 59 min"},   {480, 8, "1 d"},        {32'220, 8, "67 d 1 h"},
                      {959, 8, "2 d"},        {450, 7.5, "1 d"},        {675, 7.5, "1 d 4 h"},  {1'440, 24, "1 d"},
                      {32'220, 0, "537 h"},   {-170, 8, "-2 h 50 min"}, {600'000, 8, "1,250 d"}};
  for (const Row& row : rows) {
    EXPECT_EQ(Plain(WorkTime(absl::Minutes(row.minutes), absl::Hours(row.day_hours))), row.text) << row.minutes;
  }
}

TEST(FlowWordsTest, ShowsThreeDigitsOfAShare) {
  EXPECT_EQ(Plain(PercentText(0.52762)), "0.528 %");
  EXPECT_EQ(Plain(PercentText(4.5283)), "4.53 %");
  EXPECT_EQ(Plain(PercentText(15.12)), "15.1 %");
  EXPECT_EQ(Plain(PercentText(100)), "100 %");
  EXPECT_EQ(Plain(PercentText(0)), "0 %");
}

TEST(FlowWordsTest, ShowsARangeOnlyWhereThereIsOne) {
  Flow::TimeRange range;
  EXPECT_EQ(RangeText(false, range, absl::Hours(8)), "?");
  range.mutable_likely()->set_seconds(3600);
  EXPECT_EQ(Plain(RangeText(true, range, absl::Hours(8))), "1 h");
  range.mutable_high()->set_seconds(7200);
  EXPECT_EQ(Plain(RangeText(true, range, absl::Hours(8))), "1 h (1 h–2 h)");
}

TEST(FlowWordsTest, FallsBackOnTheLastPartOfAName) {
  EXPECT_EQ(Called({{"agencies/af", "Arbetsförmedlingen"}}, "agencies/af"), "Arbetsförmedlingen");
  EXPECT_EQ(Called({{"agencies/af", ""}}, "agencies/af"), "af");
  EXPECT_EQ(Called({}, "agencies/af/units/falun"), "falun");
}

}  // namespace
}  // namespace samverkan::cli

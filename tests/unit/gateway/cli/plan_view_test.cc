#include "gateway/cli/plan_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"
#include "gateway/cli/table.h"
#include "gateway/cli/texts.h"
#include "tests/unit/gateway/cli/testing.h"

namespace samverkan::cli {
namespace {

using analytics::v1::GetPlanProgressResponse;
using plans::v1::Action;

GetPlanProgressResponse SomeProgress() {
  return FromText<GetPlanProgressResponse>(R"pb(
    day: "2016-05-10"
    plan: "agencies/finsam/plans/unga"
    display_name: "Handlingsplan unga vuxna"
    period { start_day: "2016-05-01" end_day: "2016-08-31" label: "2016T2" }
    decide_to_try {
      tried: 3
      within_one_day { part: 2 whole: 3 percent: 66.666 }
      median_days: 1
      p90_days: 5
    }
    within_mandate { part: 1 whole: 2 percent: 50 }
    on_time { part: 1 whole: 2 percent: 50 }
    overdue: 1
    carried_over: 1
    studied { part: 1 whole: 3 percent: 33.333 }
    adopted { part: 1 whole: 2 percent: 50 }
    adapted { part: 0 whole: 2 percent: 0 }
    abandoned { part: 1 whole: 2 percent: 50 }
    stops_addressed { part: 4 whole: 9 percent: 44.444 }
    aims {
      aim: "tillit"
      text: "Ökad tillit mellan parterna och en gemensam bild av vem som gör vad för unga vuxna"
      actions_done { part: 1 whole: 3 percent: 33.333 }
      outcome: "3,1 av 4"
    }
    aims {
      aim: "tid"
      text: "Kortare väntan"
      actions_done {}
    }
    goal_index {}
    budgets { year: 2016 amount_sek: 1400000 outcome_sek: 450000 amount_with_outcome_sek: 500000 }
    budgets { year: 2017 amount_sek: 1200000.5 }
    funding { financier: "agencies/fk" amount_sek: 1300000 percent: 50 lawful_percent: 50 }
    funding { financier: "agencies/finsam/organisations/skolan" amount_sek: 1300000.5 percent: 50 }
    actions {
      action: "agencies/finsam/plans/unga/actions/ring-samma-dag"
      title: "Ring samma dag som anmälan kommer in, i stället för att skicka brev med tid"
      kind: KIND_IMPROVEMENT
      state: STATE_DECIDED
      state_day: "2016-04-01"
      owner: "agencies/af/functions/coach"
      due_day: "2016-04-04"
      overdue_days: 25
      periods_carried: 1
    }
    actions {
      action: "agencies/finsam/plans/unga/actions/gemensam-tid"
      title: "Gemensam tid"
      kind: KIND_IMPROVEMENT
      state: STATE_ADOPTED
      state_day: "2016-04-25"
      owner: "agencies/fk"
      due_day: "2016-04-04"
      days_to_try: 1
    }
    actions {
      action: "agencies/finsam/plans/unga/actions/utbildning"
      title: "Utbildning om varandras uppdrag"
      kind: KIND_ACTIVITY
      state: STATE_DECIDED
      state_day: "2016-04-25"
    }
  )pb");
}

using PlanViewTest = LanguageTest;

TEST_F(PlanViewTest, ShowsABoardInEnglish) {
  EXPECT_EQ(RenderBoard(SomeProgress(), 80), R"(Handlingsplan unga vuxna
finsam/unga on 2016-05-10; period 2016T2, 2016-05-01 to 2016-08-31

decided to tried                  2 of 3 (66.7 %) within one working day; median
                                  1, nine of ten within 5
tried or done in time             1 of 2 (50 %)
overdue                           1
carried over                      1
studied of the tried              1 of 3 (33.3 %)
of the concluded                  1 of 2 (50 %) adopted, 0 adapted, 1 abandoned
within the mandate, no new money  1 of 2 (50 %)
stops seen to                     4 of 9 (44.4 %)
goal index: activities done       –

decided: 2
  Ring samma dag som anmälan kommer in, i stället för att skicka brev med tid
    ring-samma-dag; af/coach; due 2016-04-04; OVERDUE (working days: 25);
    periods late: 1
  Utbildning om varandras uppdrag
    utbildning

adopted: 1
  Gemensam tid
    gemensam-tid; fk; due 2016-04-04; working days to trial: 1

Aims
  Ökad tillit mellan parterna och en gemensam bild av vem som gör vad för unga
  vuxna
    tillit; actions done: 1 of 3 (33.3 %); reached: 3,1 av 4
  Kortare väntan
    tid; actions done: –

Money
year  planned, SEK  outcome, SEK  of planned, SEK
2016     1,400,000       450,000   500,000 (90 %)
2017   1,200,000.5             ?

who pays       planned, SEK  share  by law
fk                1,300,000   50 %    50 %
finsam/skolan   1,300,000.5   50 %       –
)");
}

TEST_F(PlanViewTest, ShowsABoardInSwedish) {
  SetLanguage(Language::kSwedish);
  EXPECT_EQ(RenderBoard(SomeProgress(), 80), R"(Handlingsplan unga vuxna
finsam/unga den 2016-05-10; period 2016T2, 2016-05-01 till 2016-08-31

från beslut till prövning          2 av 3 (66,7 %) inom en arbetsdag; median 1,
                                   nio av tio inom 5
prövade eller klara i tid          1 av 2 (50 %)
försenade                          1
kvar från tidigare period          1
utvärderade av prövade             1 av 3 (33,3 %)
av de avgjorda                     1 av 2 (50 %) införda, 0 anpassade, 1
                                   avbrutna
ryms i uppdraget, utan nya pengar  1 av 2 (50 %)
stopp med åtgärd                   4 av 9 (44,4 %)
målindex: klara aktiviteter        –

beslutad: 2
  Ring samma dag som anmälan kommer in, i stället för att skicka brev med tid
    ring-samma-dag; af/coach; senast 2016-04-04; FÖRSENAD (arbetsdagar: 25);
    perioder sen: 1
  Utbildning om varandras uppdrag
    utbildning

införd: 1
  Gemensam tid
    gemensam-tid; fk; senast 2016-04-04; arbetsdagar till prövning: 1

Mål
  Ökad tillit mellan parterna och en gemensam bild av vem som gör vad för unga
  vuxna
    tillit; klara åtgärder: 1 av 3 (33,3 %); nått: 3,1 av 4
  Kortare väntan
    tid; klara åtgärder: –

Pengar
år     budget, kr  utfall, kr   av budget, kr
2016    1 400 000     450 000  500 000 (90 %)
2017  1 200 000,5           ?

vem betalar     budget, kr  andel  enligt lag
fk               1 300 000   50 %        50 %
finsam/skolan  1 300 000,5   50 %           –
)");
}

TEST_F(PlanViewTest, ReadsInEightyColumns) {
  for (Language language : {Language::kEnglish, Language::kSwedish}) {
    SetLanguage(language);
    for (absl::string_view line : absl::StrSplit(RenderBoard(SomeProgress(), 80), '\n')) {
      EXPECT_LE(DisplayWidth(line), 80u) << line;
    }
  }
}

TEST_F(PlanViewTest, NeverShowsWhatIsUnknownAsNothing) {
  EXPECT_EQ(ShareText({}), "–");
  GetPlanProgressResponse empty;
  empty.add_budgets()->set_year(2016);
  EXPECT_THAT(RenderBoard(empty, 80),
              testing::AllOf(testing::HasSubstr("nothing was tried yet"), testing::ContainsRegex("2016 +0 +\\?\n")));
}

TEST_F(PlanViewTest, ShowsAnActionWithItsHistory) {
  auto action = FromText<Action>(R"pb(
    name: "agencies/finsam/plans/unga/actions/ring"
    title: "Ring samma dag"
    kind: KIND_IMPROVEMENT
    state: STATE_TRIED
    state_day: "2016-02-08"
    due_day: "2016-02-10"
    owner: "agencies/af/functions/coach"
    prediction: "Halva väntan"
    addresses: "agencies/af/flows/unga/stops/s1"
    history {
      state: "STATE_DECIDED"
      day: "2016-02-05"
      by: "agencies/finsam"
      record_time { seconds: 1454685000 }
    }
    history {
      state: "STATE_TRIED"
      day: "2016-02-08"
      by: "agencies/finsam"
      record_time { seconds: 1455010000 }
    }
  )pb");
  EXPECT_EQ(RenderAction(action, 80), R"(Ring samma dag
agencies/finsam/plans/unga/actions/ring
improvement, tried from 2016-02-08

due         2016-02-10
who         af/coach
expected    Halva väntan
is to mend  agencies/af/flows/unga/stops/s1

state    from        told by  told
decided  2016-02-05  finsam   2016-02-05T15:10:00Z
tried    2016-02-08  finsam   2016-02-09T09:26:40Z
)");
  SetLanguage(Language::kSwedish);
  EXPECT_THAT(RenderAction(action, 80), testing::HasSubstr("förbättring, prövas från 2016-02-08"));
}

}  // namespace
}  // namespace samverkan::cli

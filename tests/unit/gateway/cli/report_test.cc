// The report of a period: its parts, its Markdown, and the documents made of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "gateway/cli/report_document.h"
#include "gateway/cli/report_pandoc.h"
#include "tests/unit/gateway/cli/testing.h"

namespace samverkan::cli {
namespace {

using analytics::v1::GetReportResponse;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

using ReportTest = LanguageTest;

constexpr char kReport[] = R"pb(
  period: "2016T1"
  start_day: "2016-01-01"
  end_day: "2016-04-30"
  day: "2016-04-30"
  plan: "agencies/finsam/plans/unga"
  plans {
    request { parent: "agencies/finsam" plan: "agencies/finsam/plans/unga" day: "2016-04-30" }
    response {
      plan: "agencies/finsam/plans/unga"
      display_name: "Handlingsplan *unga*"
      goal_index { part: 2 whole: 3 percent: 66.667 }
      on_time { part: 1 whole: 2 percent: 50 }
      overdue: 1
      decide_to_try {
        tried: 3
        within_one_day { part: 2 whole: 3 percent: 66.667 }
        median_days: 1
        p90_days: 5
      }
      aims {
        aim: "tid"
        text: "Kortare väntan | för alla"
        actions_done { part: 1 whole: 3 percent: 33.333 }
        outcome: "12 dagar"
      }
      aims {
        aim: "tillit"
        text: "Tillit"
        actions_done {}
      }
      actions {
        action: "agencies/finsam/plans/unga/actions/ring"
        title: "Ring samma dag"
        state: STATE_DECIDED
        state_day: "2016-04-01"
        owner: "agencies/af/functions/coach"
        due_day: "2016-04-04"
        overdue_days: 18
      }
      budgets { year: 2016 amount_sek: 1400000 outcome_sek: 450000 amount_with_outcome_sek: 500000 }
      funding { financier: "agencies/fk" amount_sek: 700000 percent: 50 lawful_percent: 50 }
      initiatives { initiative: "agencies/finsam/initiatives/steget" amount_sek: 500000 participations: 12 }
    }
  }
  map {
    request {
      parent: "agencies/finsam"
      before { day: "2015-12-31" }
      after { day: "2016-04-30" }
    }
    response {
      after { meetings { existing: 4 unknown_schedules: 1 } }
      begun { meeting: "agencies/lomma/meetings/rad" display_name: "Ungdomsråd" other_state: STATE_MISSING }
      begun_count: 1
      appeared_nodes { name: "agencies/lomma" display_name: "Lomma" }
    }
  }
  load {
    request { parent: "agencies/finsam" day: "2016-04-30" since_day: "2015-12-31" }
    response {
      since_day: "2015-12-31"
      total {
        all { hours: 120 meetings: 4 unknown_hours: 1 }
        begun { hours: 30 meetings: 1 }
        net_hours: 30
      }
      loads {
        name: "agencies/af"
        all { hours: 60 meetings: 2 }
        net_hours: 15
      }
    }
  }
  gaps {
    request { parent: "agencies/finsam" day: "2016-04-30" page_size: 50 }
    response {
      day: "2016-04-30"
      total_size: 1
      gaps {
        kind: KIND_UNMET
        from { name: "agencies/af" display_name: "Arbetsförmedlingen" }
        to { name: "agencies/psyk" display_name: "Psykiatrin" }
        flows: [ "agencies/af/flows/a", "agencies/af/flows/b" ]
        missing_levels: [ LEVEL_STRATEGIC, LEVEL_OPERATIONAL ]
      }
    }
  }
  breakpoints {
    request { parent: "agencies/finsam" }
    response {
      total_size: 1
      breakpoints { breakpoint: "agencies/fk/breakpoints/19" display_name: "Nitton år" }
    }
  }
  usefulness {
    request { parent: "agencies/finsam" min_answers: 3 }
    response {
      day: "2016-04-30"
      total_size: 1
      meetings {
        meeting { name: "agencies/af/meetings/m" display_name: "Samråd" }
        agencies { agency: "agencies/af" useful_percent: 75 mean: 4 answers: 4 assessments: 4 }
      }
    }
  }
  flows {
    request { parent: "agencies/finsam" }
    response {
      flows: 1
      steps: 5
      steps_with_process_time: 5
      steps_with_wait_time: 5
      process_time { seconds: 28800 }
      wait_time { seconds: 288000 }
      activity_ratio_percent: 9.09
    }
  }
  stops {
    request { parent: "agencies/finsam" without_action: true }
    response {
      day: "2016-04-30"
      total_size: 2
      with_action: 1
      stops {
        stop: "agencies/finsam/flows/f/stops/s"
        flow_display_name: "Unga"
        step_title: "Svara"
        actor: "agencies/fk"
        wait_time { seconds: 144000 }
      }
    }
  }
  indicators {
    request { parent: "agencies/finsam" from_day: "2016-01-01" }
    response {
      indicators {
        indicator: "agencies/finsam/indicators/b"
        display_name: "Bemötande"
        target_percent: 80
        periods {
          start_day: "2016-01-01"
          end_day: "2016-04-30"
          answered: 20
          asked: 25
          favourable: 18
          percent: 90
          met: true
        }
      }
    }
  }
  coverage {
    members {
      agency: "agencies/af"
      known_at { seconds: 1462060800 }
      state: STATE_CURRENT
    }
    members { agency: "agencies/lomma" state: STATE_ABSENT }
  }
)pb";

std::string Report(Language language = Language::kEnglish) {
  SetLanguage(language);
  return Plain(RenderReport(FromText<GetReportResponse>(kReport)));
}

TEST_F(ReportTest, BeginsWithPeriodAndStatus) {
  EXPECT_THAT(
      Report(),
      StartsWith(
          "# Follow-up of Handlingsplan \\*unga\\*, 2016T1\n\n"
          "The period 2016T1 is 2016-01-01 to 2016-04-30; what follows is as of 2016-04-30. Handlingsplan \\*unga\\*: "
          "activities done 2 of 3 (66.7 %), tried or done in time 1 of 2 (50 %), overdue 1. Meetings that began: 1; "
          "that "
          "ended: 0; net hours a year: +30. Stops of all flows on 2016-04-30: 2, of which an action sees to 1. Gaps on "
          "2016-04-30: 1 of 1. PARTIAL: 1 of 2 members answer; totals are not whole.\n"));
}

TEST_F(ReportTest, HasAimsWithASymbolAndWords) {
  EXPECT_THAT(Report(), AllOf(HasSubstr("## Aims, activities and outcomes\n\n### Handlingsplan \\*unga\\*\n\n"
                                        "| aim | status | activities done | outcome |\n| --- | --- | --- | --- |\n"
                                        "| Kortare väntan \\| för alla | ◐ partly done | 1 of 3 (33.3 %) | 12 dagar |\n"
                                        "| Tillit | – no activities | – | not stated |\n"),
                              HasSubstr("| Ring samma dag | ○ decided; ! OVERDUE, working days: 18 | 2016-04-01 | "
                                        "2016-04-04 | af/coach |\n")));
}

TEST_F(ReportTest, HasTheMeetingsThatChangedAndTheirHours) {
  EXPECT_THAT(Report(), AllOf(HasSubstr("### Begun in the period: 1\n\n- Ungdomsråd (lomma/rad): in the other map "
                                        "missing\n"),
                              HasSubstr("- Only in the second: Lomma\n"), HasSubstr("net: +30 h a year.\n"),
                              HasSubstr("| all together | 4 | 120 + ? |")));
}

TEST_F(ReportTest, HasFlowsStopsAndHowSoonWhatIsDecidedIsTried) {
  EXPECT_THAT(Report(),
              AllOf(HasSubstr("1 flows, 5 steps: work 1 d, waiting 10 d, so that 9.09 % of the time is work."),
                    HasSubstr("- Unga: Svara (fk); finsam/s; 5 d, ? of the cases; cause: ?; NO ACTION sees "
                              "to it\n"),
                    HasSubstr("- decided to tried: 2 of 3 (66.7 %) within one working day")));
}

TEST_F(ReportTest, HasMoneyIndicatorsGapsAndWhatAgenciesThink) {
  EXPECT_THAT(Report(),
              AllOf(HasSubstr("| 2016 | 1,400,000 | 450,000 | 500,000 (90 %) |\n"),
                    HasSubstr("### Bemötande (aimed at: 80 %)\n"), HasSubstr("| 90 % | 18 of 20 | 20 of 25 | ✔ met |"),
                    HasSubstr("- Arbetsförmedlingen and Psykiatrin hand over people in 2 flows and never meet (flows: "
                              "af/a, af/b)\n"),
                    HasSubstr("| Nitton år |"), HasSubstr("### Samråd: too few answers to compare\n")));
}

TEST_F(ReportTest, SaysWhatItRestsOnAndOfHowMany) {
  EXPECT_THAT(Report(), AllOf(HasSubstr("- af: known at 2016-05-01T00:00:00Z\n- lomma: never heard from: not in the "
                                        "numbers\n"),
                              HasSubstr("n = 4 meetings, of which 1 count no hours.\n")));
}

TEST_F(ReportTest, SaysHowToAskForEachFigureAgain) {
  EXPECT_THAT(
      Report(),
      AllOf(HasSubstr("    samverkan plan board agencies/finsam/plans/unga --own --agency finsam --day 2016-04-30"),
            HasSubstr("    samverkan map --own --agency finsam --since 2015-12-31 --day 2016-04-30\n"),
            HasSubstr("    samverkan stops --own --agency finsam --without-action\n"),
            HasSubstr("    samverkan gaps --own --agency finsam --day 2016-04-30 --limit 50\n")));
}

TEST_F(ReportTest, GivesTheRequestWhereNoFlagSaysIt) {
  EXPECT_THAT(Report(), HasSubstr("    samverkan.analytics.v1.AnalyticsService/ListUsefulness "
                                  "{\"parent\":\"agencies/finsam\",\"minAnswers\":3}\n"));
}

TEST_F(ReportTest, IsInSwedishToo) {
  EXPECT_THAT(Report(Language::kSwedish),
              AllOf(StartsWith("# Uppföljning av Handlingsplan \\*unga\\*, 2016T1\n"),
                    HasSubstr("| Kortare väntan \\| för alla | ◐ delvis klart |"),
                    HasSubstr("- Arbetsförmedlingen och Psykiatrin lämnar över människor i 2 flöden och möts aldrig"),
                    HasSubstr("## Bilaga: var varje siffra kommer ifrån\n")));
}

TEST_F(ReportTest, ReadsSensiblyWhereThereIsNothing) {
  GetReportResponse empty;
  empty.set_period("2016T1");
  std::string text = RenderReport(empty);
  EXPECT_THAT(text, AllOf(StartsWith("# Follow-up of collaboration, 2016T1\n"), HasSubstr("No plan is followed up."),
                          HasSubstr("No plan is known here, and so no aim.\n"),
                          HasSubstr("No meeting began or ended in the period.\n"), HasSubstr("No flow is known.\n"),
                          HasSubstr("No catalogue of indicators is known.\n"), HasSubstr("No member is known.\n")));
  EXPECT_THAT(text, Not(HasSubstr("| --- |"))) << "no table without rows";
}

TEST(MarkdownTest, TakesNoTextForMarkup) {
  EXPECT_EQ(EscapeMarkdown("*a* _b_ [c](d) <e> `f` | g ~h~ $i$ &amp; \\"),
            "\\*a\\* \\_b\\_ \\[c\\](d) \\<e\\> \\`f\\` \\| g \\~h\\~ \\$i\\$ \\&amp; \\\\");
}

TEST(MarkdownTest, TakesNoBeginningForAList) {
  EXPECT_EQ(EscapeMarkdown("- a - b"), "\\- a - b");
  EXPECT_EQ(EscapeMarkdown("1. maj 2. juni"), "1\\. maj 2. juni");
  EXPECT_EQ(EscapeMarkdown("2016 är året"), "2016 är året");
}

TEST(MarkdownTest, KeepsATextOnItsLine) { EXPECT_EQ(EscapeMarkdown("a\n# b"), "a \\# b"); }

// The title holds what would be markup in either format.
absl::StatusOr<std::string> Made(const std::string& format) {
  return MakeDocument("# En & två\n\n| mål | n |\n| --- | ---: |\n| Kortare \\<väntan\\> | 3 |\n",
                      {.format = format, .title = "En & två", .language = "sv"});
}

TEST(PandocTest, MakesHtmlThatStandsForItself) {
  auto html = Made("html");
  ASSERT_TRUE(html.ok()) << html.status();
  EXPECT_THAT(*html, AllOf(HasSubstr("lang=\"sv\""), HasSubstr("<title>En &amp; två</title>"), HasSubstr("</html>"),
                           HasSubstr("<th>mål</th>"), HasSubstr("Kortare &lt;väntan&gt;")));
}

TEST(PandocTest, MakesADocumentForWord) {
  auto docx = Made("docx");
  ASSERT_TRUE(docx.ok()) << docx.status();
  EXPECT_THAT(*docx, AllOf(StartsWith("PK"), HasSubstr("word/document.xml")));
}

TEST(PandocTest, TakesMoreThanAPipeHolds) {
  std::string text(1 << 20, 'a');
  auto html = MakeDocument(text, {.format = "html", .title = "Lång", .language = "sv"});
  ASSERT_TRUE(html.ok()) << html.status();
  EXPECT_THAT(*html, HasSubstr(text));
}

TEST(PandocTest, SaysWhatToInstallWhereItIsMissing) {
  std::string path = std::getenv("PATH");
  setenv("PATH", "/nowhere", 1);
  auto html = Made("html");
  setenv("PATH", path.c_str(), 1);
  EXPECT_TRUE(absl::IsFailedPrecondition(html.status()));
  EXPECT_THAT(std::string(html.status().message()), HasSubstr("install it (apt-get install pandoc)"));
}

}  // namespace
}  // namespace samverkan::cli

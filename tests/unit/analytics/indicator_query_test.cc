#include "services/analytics/indicator_query.h"

#include <gmock/gmock.h>

#include "tests/unit/analytics/answers.h"

namespace samverkan {
namespace {

using analytics::v1::GetIndicatorsRequest;
using analytics::v1::GetIndicatorsResponse;
using analytics::v1::IndicatorProgress;
using plans::v1::Indicator;
using plans::v1::Measurement;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class IndicatorQueryTest : public AnswerTest {
 protected:
  void AddIndicator(const std::string& name = "agencies/finsam/indicators/i", const std::string& text = "") {
    Add<Indicator>("name: '" + name +
                   "' answer_classes { id: 'a' favourable: true } answer_classes { id: 'b' favourable: true } "
                   "answer_classes { id: 'c' } " +
                   text);
  }

  // So many answered so, in the first half of the year.
  void AddMeasurement(const std::string& agency, int year, int a, int b, int c, const std::string& text = "") {
    std::string name = "agencies/" + agency + "/measurements/" + std::to_string(++measurements_);
    std::string subject = text.find("subject:") == std::string::npos ? "' subject: 'agencies/finsam/indicators/i" : "";
    Add<Measurement>("name: '" + name + subject + "' start_day: '" + std::to_string(year) + "-01-01' end_day: '" +
                     std::to_string(year) + "-06-30' answers { answer_class: 'a' count: " + std::to_string(a) +
                     " } answers { answer_class: 'b' count: " + std::to_string(b) +
                     " } answers { answer_class: 'c' count: " + std::to_string(c) + " } " + text);
  }

  GetIndicatorsResponse Indicators(int32_t from = 0, int32_t to = 20240101) {
    return FollowIndicators(fold_.Read(), request_, from, to, include_private_);
  }

  IndicatorProgress::Period Period(int number = 0) {
    GetIndicatorsResponse indicators = Indicators();
    EXPECT_GT(indicators.indicators(0).periods_size(), number);
    return indicators.indicators(0).periods(number);
  }

  std::vector<std::string> Names() {
    std::vector<std::string> names;
    GetIndicatorsResponse indicators = Indicators();
    for (const auto& indicator : indicators.indicators()) names.push_back(indicator.indicator());
    return names;
  }

  GetIndicatorsRequest request_;
  int measurements_ = 0;
};

// I1: 33 of 38 is 87 %.
TEST_F(IndicatorQueryTest, TakesTheTopTwoBoxesOfAllWhoAnswered) {
  AddIndicator("agencies/finsam/indicators/i",
               "display_name: 'Trygghet' target_percent: 80 level: LEVEL_PARTICIPANT "
               "kind: KIND_EFFECT catalogue_version: '2022'");
  AddMeasurement("finsam", 2016, 20, 13, 5, "asked_count: 50");
  GetIndicatorsResponse indicators = Indicators();
  const IndicatorProgress& indicator = indicators.indicators(0);
  EXPECT_EQ(indicator.display_name(), "Trygghet");
  EXPECT_EQ(indicator.catalogue_version(), "2022");
  EXPECT_EQ(indicator.level(), Indicator::LEVEL_PARTICIPANT);
  EXPECT_EQ(indicator.kind(), Indicator::KIND_EFFECT);
  ASSERT_EQ(indicator.periods_size(), 1);
  const IndicatorProgress::Period& period = indicator.periods(0);
  EXPECT_EQ(period.start_day(), "2016-01-01");
  EXPECT_EQ(period.end_day(), "2016-06-30");
  EXPECT_EQ(period.answered(), 38);
  EXPECT_EQ(period.favourable(), 33);
  EXPECT_EQ(period.asked(), 50);
  EXPECT_EQ(std::lround(period.percent()), 87);
  EXPECT_TRUE(period.met());
  EXPECT_FALSE(period.suppressed());
}

TEST_F(IndicatorQueryTest, IsMetAtTheTarget) {
  AddIndicator("agencies/finsam/indicators/i", "target_percent: 75");
  AddMeasurement("finsam", 2015, 15, 0, 5);
  AddMeasurement("finsam", 2016, 14, 0, 5);
  EXPECT_TRUE(Period(0).met());
  EXPECT_TRUE(Period(1).has_met());
  EXPECT_FALSE(Period(1).met());
  AddIndicator();
  EXPECT_FALSE(Period(0).has_met()) << "without a target";
}

TEST_F(IndicatorQueryTest, AddsTheMeasurementsOfSeveralAgencies) {
  AddIndicator();
  AddMeasurement("af", 2016, 5, 5, 5, "asked_count: 20");
  AddMeasurement("fk", 2016, 10, 0, 15, "asked_count: 30");
  EXPECT_EQ(Period().answered(), 40);
  EXPECT_EQ(Period().favourable(), 20);
  EXPECT_EQ(Period().asked(), 50);
  EXPECT_EQ(Period().measurements(), 2);
  AddMeasurement("lomma", 2016, 5, 0, 5);
  EXPECT_FALSE(Period().has_asked()) << "one does not say";
}

TEST_F(IndicatorQueryTest, KeepsRespondentGroupsApart) {
  AddIndicator();
  AddMeasurement("af", 2016, 5, 5, 5, "respondent_group: RESPONDENT_GROUP_STAFF");
  AddMeasurement("af", 2016, 20, 0, 0, "respondent_group: RESPONDENT_GROUP_BOARD");
  EXPECT_EQ(Period(0).respondent_group(), Measurement::RESPONDENT_GROUP_STAFF);
  EXPECT_EQ(Period(1).respondent_group(), Measurement::RESPONDENT_GROUP_BOARD);
  EXPECT_EQ(Period(1).percent(), 100);
}

TEST_F(IndicatorQueryTest, TellsTheChangeSinceThePeriodBeforeOfTheSameGroup) {
  AddIndicator();
  AddMeasurement("af", 2016, 8, 0, 12, "respondent_group: RESPONDENT_GROUP_STAFF");
  AddMeasurement("af", 2015, 10, 0, 10, "respondent_group: RESPONDENT_GROUP_STAFF");
  AddMeasurement("af", 2015, 20, 0, 0, "respondent_group: RESPONDENT_GROUP_BOARD");
  EXPECT_FALSE(Period(0).has_change());
  EXPECT_DOUBLE_EQ(Period(2).change(), -10);
}

// F2
TEST_F(IndicatorQueryTest, WithholdsWhatAFewSay) {
  AddIndicator("agencies/finsam/indicators/i", "target_percent: 80");
  AddMeasurement("af", 2011, 2, 2, 0, "asked_count: 9");
  AddMeasurement("af", 2012, 3, 3, 4);
  AddMeasurement("af", 2013, 4, 0, 6);
  AddMeasurement("af", 2014, 3, 3, 0);
  AddMeasurement("af", 2015, 0, 0, 0);
  for (int number : {0, 1, 2}) {
    EXPECT_TRUE(Period(number).suppressed()) << number;
    EXPECT_EQ(Period(number).answered() + Period(number).favourable(), 0);
    EXPECT_FALSE(Period(number).has_percent() || Period(number).has_met() || Period(number).has_change());
  }
  EXPECT_EQ(Period(0).asked(), 9);
  EXPECT_FALSE(Period(3).suppressed()) << "all or none is not few";
  EXPECT_FALSE(Period(3).has_change()) << "the period before is withheld";
  EXPECT_FALSE(Period(4).suppressed()) << "nobody answered";
  EXPECT_FALSE(Period(4).has_percent());
}

TEST_F(IndicatorQueryTest, WithholdsNothingOfTheAskersOwnMeasurementAlone) {
  request_.set_parent("agencies/af");
  AddIndicator();
  AddMeasurement("af", 2014, 2, 0, 1);
  AddMeasurement("fk", 2015, 2, 0, 1);
  AddMeasurement("af", 2016, 2, 0, 0);
  AddMeasurement("fk", 2016, 2, 0, 0);
  EXPECT_TRUE(Period(0).suppressed()) << "an outsider asks";
  include_private_ = true;
  EXPECT_FALSE(Period(0).suppressed());
  EXPECT_EQ(Period(0).answered(), 3);
  EXPECT_TRUE(Period(1).suppressed());
  EXPECT_TRUE(Period(2).suppressed()) << "together with another's";
}

TEST_F(IndicatorQueryTest, TakesPeriodsThatEndFromDayToDay) {
  AddIndicator();
  for (int year : {2014, 2015, 2016}) AddMeasurement("af", year, 10, 0, 10);
  EXPECT_EQ(Indicators(20150630, 20150630).indicators(0).periods_size(), 1);
  EXPECT_EQ(Indicators(20150701, 20160629).indicators(0).periods_size(), 0);
}

TEST_F(IndicatorQueryTest, ListsIndicatorsByNameThoseNeverMeasuredToo) {
  AddIndicator("agencies/finsam/indicators/i");
  AddIndicator("agencies/af/indicators/j");
  EXPECT_THAT(Names(), ElementsAre("agencies/af/indicators/j", "agencies/finsam/indicators/i"));
}

TEST_F(IndicatorQueryTest, TakesTheNamedAgenciesCataloguesAndMeasurements) {
  AddIndicator("agencies/finsam/indicators/i");
  AddIndicator("agencies/fk/indicators/j");
  AddMeasurement("af", 2016, 10, 0, 10);
  AddMeasurement("fk", 2016, 10, 0, 10);
  request_.add_agencies("agencies/af");
  EXPECT_THAT(Names(), ElementsAre("agencies/finsam/indicators/i")) << "that it has measured";
  EXPECT_EQ(Period().answered(), 20);
  request_.set_agencies(0, "agencies/finsam");
  EXPECT_THAT(Names(), ElementsAre("agencies/finsam/indicators/i"));
  EXPECT_THAT(Indicators().indicators(0).periods(), IsEmpty());
}

TEST_F(IndicatorQueryTest, ShowsWhatIsPrivateToItsAgencyOnly) {
  AddIndicator();
  AddMeasurement("af", 2016, 10, 0, 10);
  AddMeasurement("af", 2016, 10, 0, 10, kPrivate);
  EXPECT_EQ(Period().answered(), 20);
  include_private_ = true;
  EXPECT_EQ(Period().answered(), 40);
  AddIndicator("agencies/finsam/indicators/i", kPrivate);
  EXPECT_EQ(Period().answered(), 40);
  include_private_ = false;
  EXPECT_THAT(Names(), IsEmpty()) << "what its answers mean is not known";
}

TEST_F(IndicatorQueryTest, IsTheSameInWhateverOrderRecordsCome) {
  AddIndicator();
  AddIndicator("agencies/af/indicators/j");
  for (int i = 0; i < 12; ++i) {
    AddMeasurement("a" + std::to_string(i % 3), 2010 + i % 4, i, 7, 5 + i % 5,
                   i % 2 == 0 ? "" : "respondent_group: RESPONDENT_GROUP_STAFF");
  }
  ExpectSameInAnyOrder([&](const Fold::Reader& fold) { return FollowIndicators(fold, request_, 0, 20240101, false); });
}

}  // namespace
}  // namespace samverkan

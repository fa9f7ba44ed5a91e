#include "services/analytics/compare_query.h"

#include <gmock/gmock.h>

#include "tests/unit/analytics/small_federation.h"

namespace samverkan {
namespace {

using actors::v1::Agency;
using actors::v1::Function;
using analytics::v1::CompareMapsRequest;
using analytics::v1::CompareMapsResponse;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int32_t kApril = 20160430;
constexpr int32_t kNovember = 20161130;

std::string TimesAYear(double times) { return "schedule { occurrences_per_year: " + std::to_string(times) + " } "; }

class CompareQueryTest : public SmallFederation {
 protected:
  CompareMapsResponse Compared(int32_t before = kApril, int32_t after = kNovember) const {
    return *CompareMaps(fold_.Read(), request_, before, after, include_private_);
  }

  // From that day on, and not before.
  void AddFrom(const std::string& day, const std::string& name, const std::vector<Who>& participants,
               const std::string& text = "") {
    AddMeeting(name, participants, States({{"EXISTING", day}}) + text);
  }

  // Until then.
  void AddUntil(const std::string& day, const std::string& name, const std::vector<Who>& participants,
                const std::string& text = "") {
    AddMeeting(name, participants, States({{"EXISTING", "2015-01-01"}, {"ENDED", day}}) + text);
  }

  static std::vector<std::string> NamesOf(
      const google::protobuf::RepeatedPtrField<analytics::v1::GetMapResponse::Node>& nodes) {
    std::vector<std::string> names;
    for (const auto& node : nodes) names.push_back(node.name().substr(Full("").size()));
    return names;
  }

  static std::vector<std::string> TiesOf(const CompareMapsResponse& compared) {
    std::vector<std::string> ties;
    for (const auto& tie : compared.ties()) {
      ties.push_back(tie.from().substr(Full("").size()) + "-" + tie.to().substr(Full("").size()));
    }
    return ties;
  }

  // `id STATE` of each.
  static std::vector<std::string> Shown(
      const google::protobuf::RepeatedPtrField<CompareMapsResponse::MeetingChange>& changes) {
    std::vector<std::string> shown;
    for (const auto& change : changes) {
      std::string state = meetings::v1::Meeting::State_Name(change.other_state()).substr(sizeof("STATE"));
      shown.push_back(change.meeting().substr(change.meeting().rfind('/') + 1) + " " + state);
    }
    return shown;
  }

  CompareMapsRequest request_;
};

TEST_F(CompareQueryTest, NamesTheNodesOfOneMapAlone) {
  AddFrom("2015-01-01", "af/meetings/kept", {"af", "fk"});
  AddFrom("2016-06-01", "af/meetings/new", {"af", "skola", "region"});
  AddUntil("2016-06-01", "af/meetings/old", {"af", "lomma"});
  CompareMapsResponse compared = Compared();
  EXPECT_THAT(NamesOf(compared.appeared_nodes()), ElementsAre("region", "skola"));
  EXPECT_THAT(NamesOf(compared.gone_nodes()), ElementsAre("lomma"));
  EXPECT_EQ(compared.appeared_nodes(0).meetings().existing(), 1);
}

TEST_F(CompareQueryTest, HasANodeInAMapWhereItIsOnlyMissed) {
  AddMeeting("af/meetings/m", {"af", "fk"}, States({{"MISSING", "2016-06-01"}}));
  EXPECT_THAT(NamesOf(Compared().appeared_nodes()), ElementsAre("af", "fk"));
  EXPECT_THAT(TiesOf(Compared()), IsEmpty());
}

TEST_F(CompareQueryTest, OrdersTiesByHowMuchTheyDiffer) {
  AddFrom("2016-06-01", "x/meetings/1", {"a", "b"}, TimesAYear(2));
  AddUntil("2016-06-01", "x/meetings/2", {"a", "c"}, TimesAYear(5));
  AddFrom("2015-01-01", "x/meetings/3", {"b", "c"}, TimesAYear(100));
  AddFrom("2016-06-01", "x/meetings/4", {"b", "c"}, TimesAYear(2));
  AddFrom("2015-01-01", "x/meetings/5", {"c", "d"}, TimesAYear(3));
  CompareMapsResponse compared = Compared();
  EXPECT_THAT(TiesOf(compared), ElementsAre("a-c", "a-b", "b-c")) << "equal ones by name; c-d does not differ";
  EXPECT_EQ(compared.tie_count(), 3);
  EXPECT_EQ(compared.ties(0).weight_before(), 5);
  EXPECT_EQ(compared.ties(0).weight_after(), 0);
  EXPECT_EQ(compared.ties(0).meetings_before(), 1);
  EXPECT_EQ(compared.ties(0).meetings_after(), 0);
  EXPECT_EQ(compared.ties(2).weight_before(), 100);
  EXPECT_EQ(compared.ties(2).weight_after(), 102);
  EXPECT_EQ(compared.ties(2).meetings_after(), 2);
}

TEST_F(CompareQueryTest, NamesATieThatDiffersInMeetingsOnly) {
  AddFrom("2016-06-01", "x/meetings/1", {"a", "b"}, "schedule {}");
  CompareMapsResponse compared = Compared();
  ASSERT_THAT(TiesOf(compared), ElementsAre("a-b"));
  EXPECT_EQ(compared.ties(0).weight_after(), 0);
  EXPECT_EQ(compared.ties(0).meetings_after(), 1);
}

TEST_F(CompareQueryTest, TellsWhatPeopleCallTheTiesEnds) {
  Add<Agency>("a", "display_name: 'Anton'");
  AddFrom("2016-06-01", "x/meetings/1", {"a", "b"});
  EXPECT_EQ(Compared().ties(0).from_display_name(), "Anton");
  EXPECT_EQ(Compared().ties(0).to_display_name(), "agencies/b");
}

TEST_F(CompareQueryTest, TellsInWhichStateAMeetingWasThatHasBegun) {
  AddMeeting("x/meetings/asked", {"a", "b"}, States({{"MISSING", "2016-01-01"}, {"EXISTING", "2016-06-01"}}));
  AddFrom("2016-06-01", "x/meetings/new", {"a", "b"});
  AddMeeting("x/meetings/held-from", {"a", "b"}, States({{"EXISTING", "2016-01-01"}}) + "valid_from: '2016-06-01'");
  AddMeeting("x/meetings/kept", {"a", "b"}, States({{"EXISTING", "2016-01-01"}, {"REMOVABLE", "2016-06-01"}}));
  CompareMapsResponse compared = Compared();
  EXPECT_THAT(Shown(compared.begun()), ElementsAre("asked MISSING", "held-from UNSPECIFIED", "new UNSPECIFIED"));
  EXPECT_EQ(compared.begun_count(), 3);
  EXPECT_EQ(compared.begun(0).display_name(), "asked");
  EXPECT_THAT(Shown(compared.ended()), IsEmpty());
}

TEST_F(CompareQueryTest, TellsInWhichStateAMeetingIsThatHasEnded) {
  AddUntil("2016-06-01", "x/meetings/over", {"a", "b"});
  AddMeeting("x/meetings/wanted-again", {"a", "b"}, States({{"EXISTING", "2016-01-01"}, {"MISSING", "2016-06-01"}}));
  AddMeeting("x/meetings/held-until", {"a", "b"}, States({{"EXISTING", "2016-01-01"}}) + "valid_until: '2016-06-01'");
  CompareMapsResponse compared = Compared();
  EXPECT_THAT(Shown(compared.ended()), ElementsAre("held-until UNSPECIFIED", "over ENDED", "wanted-again MISSING"));
  EXPECT_EQ(compared.ended_count(), 3);
}

TEST_F(CompareQueryTest, NamesWhatIsAskedForAndCountsAll) {
  for (const char* id : {"1", "2", "3"}) {
    AddFrom("2016-06-01", std::string("x/meetings/new-") + id, {"a", id});
    AddUntil("2016-06-01", std::string("x/meetings/old-") + id, {"b", id});
  }
  request_.set_max_items(2);
  CompareMapsResponse compared = Compared();
  EXPECT_THAT(Shown(compared.begun()), ElementsAre("new-1 UNSPECIFIED", "new-2 UNSPECIFIED"));
  EXPECT_EQ(compared.ended_size(), 2);
  EXPECT_EQ(compared.ties_size(), 2);
  EXPECT_EQ(compared.begun_count(), 3);
  EXPECT_EQ(compared.ended_count(), 3);
  EXPECT_EQ(compared.tie_count(), 6);
}

TEST_F(CompareQueryTest, CountsAndMeasuresBothMaps) {
  AddFrom("2015-01-01", "x/meetings/1", {"a", "b"});
  AddFrom("2016-06-01", "x/meetings/2", {"a", "c"});
  CompareMapsResponse compared = Compared();
  EXPECT_EQ(compared.before().meetings().existing(), 1);
  EXPECT_EQ(compared.before().network().nodes(), 2);
  EXPECT_EQ(compared.after().meetings().existing(), 2);
  EXPECT_EQ(compared.after().network().nodes(), 3);
  EXPECT_DOUBLE_EQ(compared.after().network().centralisation(), 1);
}

TEST_F(CompareQueryTest, MeasuresBothMapsWithoutCoordinators) {
  Add<Function>("c/functions/c", "coordinator: true");
  AddFrom("2015-01-01", "x/meetings/1", {"a", "c/functions/c"});
  AddFrom("2016-06-01", "x/meetings/2", {"a", "b", "c/functions/c"});
  CompareMapsResponse compared = Compared();
  EXPECT_EQ(compared.before().network().ties(), 1);
  EXPECT_EQ(compared.before().network_without_coordinators().ties(), 0);
  EXPECT_EQ(compared.after().network().ties(), 3);
  EXPECT_EQ(compared.after().network_without_coordinators().ties(), 1);
}

TEST_F(CompareQueryTest, CountsOnceWhatTwoAgenciesHaveInventoried) {
  AddFrom("2016-06-01", "a/meetings/m", {"a", "b"});
  AddFrom("2016-06-01", "b/meetings/m", {"a", "b", "c"}, "same_as: 'agencies/a/meetings/m'");
  CompareMapsResponse compared = Compared();
  EXPECT_EQ(compared.begun_count(), 1);
  EXPECT_EQ(compared.begun(0).meeting(), "agencies/a/meetings/m");
}

class TwoMunicipalities : public CompareQueryTest {
 protected:
  TwoMunicipalities() {
    Add<Agency>("lomma", "kind: ORGANISATION_KIND_MUNICIPALITY municipality_codes: '1262'");
    Add<Agency>("falun", "kind: ORGANISATION_KIND_MUNICIPALITY municipality_codes: '2080'");
    Add<Agency>("af", "kind: ORGANISATION_KIND_STATE_AGENCY");
    Add<Agency>("fk", "kind: ORGANISATION_KIND_STATE_AGENCY");
    AddMeeting("x/meetings/lomma-af", {"lomma", "af"}, TimesAYear(4));
    AddMeeting("x/meetings/falun-af", {"falun", "af"}, TimesAYear(6));
    AddMeeting("x/meetings/falun-all", {"falun", "af", "fk"}, TimesAYear(2));
    request_.mutable_before()->add_municipality_codes("1262");
    request_.mutable_after()->add_municipality_codes("2080");
  }
};

TEST_F(TwoMunicipalities, AreHeldAgainstEachOtherByKindsOfParties) {
  CompareMapsResponse compared = Compared(20240101, 20240101);
  ASSERT_EQ(compared.kinds_size(), 2);
  const auto& within = compared.kinds(0);
  EXPECT_EQ(within.from(), actors::v1::ORGANISATION_KIND_STATE_AGENCY);
  EXPECT_EQ(within.to(), actors::v1::ORGANISATION_KIND_STATE_AGENCY);
  EXPECT_EQ(within.ties_before(), 0);
  EXPECT_EQ(within.ties_after(), 1);
  EXPECT_EQ(within.weight_after(), 1);
  const auto& between = compared.kinds(1);
  EXPECT_EQ(between.from(), actors::v1::ORGANISATION_KIND_STATE_AGENCY);
  EXPECT_EQ(between.to(), actors::v1::ORGANISATION_KIND_MUNICIPALITY);
  EXPECT_EQ(between.ties_before(), 1);
  EXPECT_EQ(between.ties_after(), 2);
  EXPECT_EQ(between.weight_before(), 4);
  EXPECT_EQ(between.weight_after(), 6 + 1 + 1);
}

TEST_F(TwoMunicipalities, HaveNodesOfTheirOwn) {
  CompareMapsResponse compared = Compared(20240101, 20240101);
  EXPECT_THAT(NamesOf(compared.appeared_nodes()), ElementsAre("falun", "fk"));
  EXPECT_THAT(NamesOf(compared.gone_nodes()), ElementsAre("lomma"));
}

TEST_F(TwoMunicipalities, HaveMeetingsThatAreNotInTheOthersMapAtAll) {
  CompareMapsResponse compared = Compared(20240101, 20240101);
  EXPECT_THAT(Shown(compared.begun()), ElementsAre("falun-af UNSPECIFIED", "falun-all UNSPECIFIED"));
  EXPECT_THAT(Shown(compared.ended()), ElementsAre("lomma-af UNSPECIFIED"));
}

TEST_F(TwoMunicipalities, ShareTheMeetingsThatBothTakePartIn) {
  AddMeeting("x/meetings/both", {"lomma", "falun"});
  CompareMapsResponse compared = Compared(20240101, 20240101);
  EXPECT_EQ(compared.begun_count(), 2);
  EXPECT_EQ(compared.ended_count(), 1);
}

}  // namespace
}  // namespace samverkan

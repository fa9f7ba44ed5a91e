// An answer depends on what is known and the asker may see: not on the order in which it came in, nor on what others
// keep to themselves.
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "services/analytics/compare_query.h"
#include "services/analytics/load_query.h"
#include "services/analytics/map_query.h"
#include "services/analytics/overlap_query.h"
#include "tests/unit/analytics/random_federation.h"

namespace samverkan {
namespace {

constexpr int32_t kDay = 20230615;
constexpr int kOrders = 20;

std::string Bytes(const google::protobuf::Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

// By what was asked for.
using Answers = std::map<std::string, std::string>;
using Ask = std::function<Answers(const Fold::Reader&)>;

Answers AskForMaps(const Fold::Reader& fold) {
  Answers answers;
  for (const char* text : {"resolution: RESOLUTION_FUNCTION level: LEVEL_STRATEGIC", "resolution: RESOLUTION_UNIT",
                           "resolution: RESOLUTION_ORGANISATION group: 'agencies/a0/groups/0'",
                           "resolution: RESOLUTION_AGENCY", "municipality_codes: '1261' agencies: 'agencies/a3'"}) {
    auto request = ResourceFrom<analytics::v1::GetMapRequest>(text);
    request.set_with_network(true);
    answers[text] = Bytes(*DrawMap(fold, request, kDay, false));
  }
  return answers;
}

Answers AskForComparisons(const Fold::Reader& fold) {
  Answers answers;
  for (const char* text : {"",
                           "resolution: RESOLUTION_FUNCTION max_items: 7 before { municipality_codes: '1260' } "
                           "after { municipality_codes: '1261' }"}) {
    auto request = ResourceFrom<analytics::v1::CompareMapsRequest>(text);
    answers[text] = Bytes(*CompareMaps(fold, request, 20200615, kDay, false));
  }
  return answers;
}

Answers AskForLoads(const Fold::Reader& fold) {
  Answers answers;
  for (const char* text :
       {"", "resolution: RESOLUTION_FUNCTION max_loads: 9", "resolution: RESOLUTION_UNIT agencies: 'agencies/a2'",
        "begin: 'agencies/a0/meetings/asked' end: 'agencies/a0/meetings/held' drafts { times_per_year: 3.3 "
        "duration { seconds: 4000 } participants { actor: 'agencies/a1/functions/1' } "
        "participants { actor: 'agencies/new' headcount: 3 } }"}) {
    auto request = ResourceFrom<analytics::v1::GetLoadRequest>(text);
    std::vector<FieldProblem> problems;
    answers[text] = Bytes(MeasureLoad(fold, request, kDay, 20200615, false, problems));
    EXPECT_TRUE(problems.empty()) << problems.front().field;
  }
  return answers;
}

Answers AskForOverlaps(const Fold::Reader& fold) {
  Answers answers;
  for (const char* text : {"", "threshold: 0.34", "threshold: 0.5 agencies: 'agencies/a1'", "kind: KIND_SAME"}) {
    auto request = ResourceFrom<analytics::v1::ListOverlapsRequest>(text);
    answers[text] = Bytes(FindOverlaps(fold, request, kDay, false));
  }
  return answers;
}

class ArrivalOrderTest : public ::testing::TestWithParam<Ask> {
 protected:
  static void Tell(const RandomFederation::Changes& changes, Fold& fold) {
    for (const auto& change : changes) fold.Apply(0, change);
  }

  Answers AnswersTo(const RandomFederation::Changes& changes) const {
    Fold fold;
    Tell(changes, fold);
    return GetParam()(fold.Read());
  }

  static void ExpectSame(const Answers& answers, const Answers& first) {
    for (const auto& [asked, bytes] : answers) EXPECT_TRUE(bytes == first.at(asked)) << asked;
  }
};

TEST_P(ArrivalOrderTest, IsAskedForWhatTellsSomething) {
  for (uint32_t seed : {1, 3, 5}) {
    for (const auto& [asked, bytes] : AnswersTo(RandomFederation(seed).shared()))
      EXPECT_GT(bytes.size(), 100u) << asked;
  }
}

TEST_P(ArrivalOrderTest, ChangesNoAnswer) {
  RandomFederation federation(1);
  Answers first = AnswersTo(federation.shared());
  RandomFederation::Changes changes = federation.shared();
  std::mt19937 random(2);
  for (int order = 0; order < kOrders; ++order) {
    std::shuffle(changes.begin(), changes.end(), random);
    ExpectSame(AnswersTo(changes), first);
  }
}

TEST_P(ArrivalOrderTest, AndWhatOthersKeepToThemselvesChangeNoAnswer) {
  RandomFederation federation(3);
  Answers first = AnswersTo(federation.shared());
  RandomFederation::Changes changes = federation.shared();
  changes.insert(changes.end(), federation.hidden().begin(), federation.hidden().end());
  std::mt19937 random(4);
  for (int order = 0; order < kOrders; ++order) {
    std::shuffle(changes.begin(), changes.end(), random);
    ExpectSame(AnswersTo(changes), first);
  }
}

TEST_P(ArrivalOrderTest, AndWhatWasKnownBeforeChangeNoAnswer) {
  RandomFederation federation(5);
  Answers first = AnswersTo(federation.shared());
  std::mt19937 random(6);
  for (int order = 0; order < kOrders / 4; ++order) {
    RandomFederation::Changes earlier = federation.earlier();
    std::shuffle(earlier.begin(), earlier.end(), random);
    Fold fold;
    Tell(earlier, fold);
    Tell(federation.shared(), fold);
    ExpectSame(GetParam()(fold.Read()), first);
  }
}

const char* const kAsked[] = {"Map", "Comparison", "Load", "Overlaps"};
INSTANTIATE_TEST_SUITE_P(Of, ArrivalOrderTest,
                         ::testing::Values(AskForMaps, AskForComparisons, AskForLoads, AskForOverlaps),
                         [](const auto& info) { return kAsked[info.index]; });

}  // namespace
}  // namespace samverkan

// What the tests of analytics' answers share.
#pragma once

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "services/analytics/field_problem.h"
#include "tests/support/feed_steps.h"

namespace samverkan {

// What is known, and how to let it come to be known; records are shared where they do not say otherwise.
class AnswerTest : public ::testing::Test {
 protected:
  template <typename Resource>
  void Add(Resource resource) {
    if (resource.visibility() == 0) resource.set_visibility(type::v1::VISIBILITY_FEDERATION);
    told_.push_back(Written(resource));
    fold_.Apply(0, told_.back());
  }

  template <typename Resource>
  void Add(const std::string& text) {
    Resource resource;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &resource)) << text;
    Add(std::move(resource));
  }

  // Expects answer(reader) to be the same bytes in whatever order the records that were added come in.
  template <typename Answer>
  void ExpectSameInAnyOrder(Answer answer) {
    std::string expected = answer(fold_.Read()).SerializeAsString();
    EXPECT_FALSE(expected.empty());
    std::mt19937 random(7);
    for (int round = 0; round < 20; ++round) {
      std::shuffle(told_.begin(), told_.end(), random);
      Fold fold;
      for (const auto& step : told_) fold.Apply(0, step);
      ASSERT_EQ(answer(fold.Read()).SerializeAsString(), expected);
    }
  }

  // Expects pages of `size` to be the whole that `ask(request, problems)` answers, and the request's tokens to be no
  // other's: `other` is made of the request by a change.
  template <typename Request, typename Ask, typename Entries>
  void ExpectPages(Request request, Ask ask, Entries entries, Request other) {
    std::vector<FieldProblem> problems;
    request.set_page_size(1000);
    auto whole = ask(request, problems);
    ASSERT_GT(entries(whole).size(), 2);
    EXPECT_EQ(whole.next_page_token(), "");
    request.set_page_size(2);
    int seen = 0;
    do {
      auto page = ask(request, problems);
      EXPECT_EQ(page.total_size(), entries(whole).size());
      for (const auto& entry : entries(page)) {
        EXPECT_EQ(entry.SerializeAsString(), entries(whole)[seen++].SerializeAsString());
      }
      request.set_page_token(page.next_page_token());
      if (other.page_token().empty()) other.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    EXPECT_EQ(seen, entries(whole).size());
    EXPECT_TRUE(problems.empty());
    ask(other, problems);
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_EQ(problems[0].field, "page_token");
  }

  Fold fold_;
  bool include_private_ = false;
  std::vector<changes::v1::WatchChangesResponse> told_;
};

inline constexpr char kPrivate[] = " visibility: VISIBILITY_AGENCY ";

// A meeting with all that `text` says of it, such as its groups.
inline meetings::v1::Meeting MeetingLike(const std::string& name, const std::vector<std::string>& participants,
                                         const std::string& text) {
  meetings::v1::Meeting meeting = MeetingOf(name, participants);
  meetings::v1::Meeting more;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &more)) << text;
  if (more.history_size() > 0) meeting.clear_history();
  meeting.MergeFrom(more);
  return meeting;
}

inline constexpr char kStrategic[] = " level: LEVEL_STRATEGIC ";
// Asked for since the middle of January 2016, and taking place from April on.
inline constexpr char kMissing[] =
    " state: STATE_MISSING history { state: 'STATE_MISSING' day: '2016-01-15' } expected_gain: 'Kortare kö' ";
inline constexpr char kMissingThenHeld[] =
    " history { state: 'STATE_MISSING' day: '2016-01-15' } history { state: 'STATE_EXISTING' day: '2016-04-01' } ";

}  // namespace samverkan

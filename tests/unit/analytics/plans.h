// A plan within a fold, for the tests of its follow-up.
#pragma once

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "services/analytics/plan_progress.h"
#include "tests/support/feed_steps.h"

namespace samverkan {

inline constexpr char kPlan[] = "agencies/finsam/plans/p";

class PlanFollowUpTest : public ::testing::Test {
 protected:
  using Progress = analytics::v1::GetPlanProgressResponse;

  template <typename Resource>
  void Add(Resource resource) {
    if (resource.visibility() == 0) resource.set_visibility(type::v1::VISIBILITY_FEDERATION);
    fold_.Apply(0, Written(resource));
  }

  template <typename Resource>
  void Add(const std::string& text) {
    Resource resource;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &resource)) << text;
    Add(std::move(resource));
  }

  void AddPlan(const std::string& text = "") {
    Add<plans::v1::Plan>("name: '" + std::string(kPlan) + "' display_name: 'Unga vuxna' " + text);
  }

  // An improvement of the plan, with the days on which it came into its states; `text` adds to it.
  void AddAction(const std::string& id, const std::vector<std::pair<std::string, std::string>>& history,
                 const std::string& text = "") {
    std::string action = "name: '" + std::string(kPlan) + "/actions/" + id + "' title: '" + id + "' ";
    if (text.find("kind:") == std::string::npos) action += "kind: KIND_IMPROVEMENT ";
    for (const auto& [state, day] : history) {
      action += "history { state: 'STATE_" + state + "' day: '" + day + "' } ";
    }
    Add<plans::v1::Action>(action + text);
  }

  Progress FollowUp(const std::string& day = "2016-12-31") const {
    absl::CivilDay civil;
    absl::ParseCivilTime(day, &civil);
    auto progress = FollowUpPlan(fold_.Read(), kPlan, civil, include_private_);
    EXPECT_TRUE(progress.has_value());
    return progress.value_or(Progress());
  }

  // `part/whole`.
  static std::string Shown(const Progress::Share& share) {
    EXPECT_EQ(share.has_percent(), share.whole() > 0);
    return std::to_string(share.part()) + "/" + std::to_string(share.whole());
  }

  Fold fold_;
  bool include_private_ = false;
};

}  // namespace samverkan

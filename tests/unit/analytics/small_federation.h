// A few agencies' records within a fold, for the tests of what is asked of it.
#pragma once

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/feed_steps.h"

namespace samverkan {

// Names are written without `agencies/`.
inline std::string Full(const std::string& name) { return "agencies/" + name; }

// One who takes part, and how many come.
struct Who {
  Who(const char* name) : name(name) {}  // NOLINT(google-explicit-constructor)
  Who(const char* name, int headcount) : name(name), headcount(headcount) {}
  std::string name;
  int headcount = 0;
};

template <typename Resource>
Resource ResourceFrom(const std::string& text) {
  Resource resource;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &resource)) << text;
  return resource;
}

// The field of a resource that has come into these states, each from its day on.
inline std::string States(const std::vector<std::pair<std::string, std::string>>& states) {
  std::string history;
  for (const auto& [state, day] : states) history += "history { state: 'STATE_" + state + "' day: '" + day + "' } ";
  return history;
}

// A shared operational meeting, called as its id, that has taken place 12 times a year since 2020; unless `text` says
// otherwise.
inline meetings::v1::Meeting MeetingFrom(const std::string& name, const std::vector<Who>& participants,
                                         const std::string& text = "") {
  auto stated = ResourceFrom<meetings::v1::Meeting>(text);
  meetings::v1::Meeting meeting = MeetingOf(Full(name), {});
  meeting.set_display_name(name.substr(name.rfind('/') + 1));
  if (stated.history_size() > 0) meeting.clear_history();
  if (stated.has_schedule()) meeting.clear_schedule();
  if (text.find("level:") != std::string::npos) meeting.clear_level();
  meeting.MergeFrom(stated);
  for (const Who& who : participants) {
    auto* participant = meeting.add_participants();
    participant->set_actor(Full(who.name));
    participant->set_headcount(who.headcount);
  }
  return meeting;
}

// The fold, and a view of it.
class SmallFederation : public ::testing::Test {
 protected:
  template <typename Resource>
  void Apply(const Resource& resource) {
    fold_.Apply(0, Written(resource));
  }

  // Shared, unless `text` says otherwise.
  template <typename Resource>
  void Add(const std::string& name, const std::string& text = "") {
    auto resource = ResourceFrom<Resource>(text);
    resource.set_name(Full(name));
    if (resource.visibility() == 0) resource.set_visibility(type::v1::VISIBILITY_FEDERATION);
    Apply(resource);
  }

  void AddMeeting(const std::string& name, const std::vector<Who>& participants, const std::string& text = "") {
    Apply(MeetingFrom(name, participants, text));
  }

  static constexpr char kPrivate[] = "visibility: VISIBILITY_AGENCY ";

  Fold fold_;
  bool include_private_ = false;
};

}  // namespace samverkan

// Flows for tests, in few words.
#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "samverkan/flows/v1/flow.pb.h"
#include "tests/support/note_room.h"

namespace samverkan {

// A current flow of agencies/af; `text` adds to it, or says otherwise.
inline flows::v1::Flow FlowOf(const std::string& text) {
  auto flow = FromText<flows::v1::Flow>("name: 'agencies/af/flows/f' display_name: 'Typfall' kind: KIND_CURRENT");
  flow.MergeFrom(FromText<flows::v1::Flow>(text));
  return flow;
}

// A step, as text; one of agencies/af unless `text` says otherwise.
inline std::string Step(const std::string& id, const std::string& text = "") {
  auto step = FromText<flows::v1::Flow::Step>("title: 'Gör något' actor: 'agencies/af'");
  step.MergeFrom(FromText<flows::v1::Flow::Step>(text));
  step.set_id(id);
  return absl::StrCat("steps { ", step.ShortDebugString(), " } ");
}

// The times of a step, in minutes.
inline std::string Minutes(int process, int wait) {
  return absl::StrCat("process_time { likely { seconds: ", process * 60,
                      " } } wait_time { likely { seconds: ", wait * 60, " } } ");
}

}  // namespace samverkan

// Refuses what tells of a natural person, in a text or in every text of a message.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace samverkan {

// A text that is refused. Neither part holds anything of the text.
struct RefusedText {
  // Such as `meeting.participants[2].role`; `meeting.labels[…]` where a map's key is itself refused.
  std::string path;
  // What is wrong and what to do, to follow upon the path: `must not hold …`.
  std::string problem;
};

// What is wrong with `text`; empty if nothing is. `contact` says that an e-mail address or a phone number is meant
// there (Rule.contact): then e-mail addresses pass, and ten digits in a row that could be a phone number.
// For fields, file names and cells alike. Thread-safe; allocates only for a text that is refused.
std::string PersonalDataProblem(absl::string_view text, bool contact = false);

// The refused texts of `message`, in the order of its fields, with paths that begin with `path`: every string at every
// depth, in repeated fields, extensions, maps' keys and values, and google.protobuf's own messages.
//
// Not looked at: bytes (among them what an Any holds), fields that the message's type lacks, and output-only fields
// (AIP-203), since no client writes any of them (ClearUnwritable in platform/resource). No rule exempts a string by its
// form: days, names and UUIDs pass anyhow. Thread-safe.
std::vector<RefusedText> FindRefusedTexts(const google::protobuf::Message& message, const std::string& path);

}  // namespace samverkan

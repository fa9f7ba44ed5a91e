// Resource names: `agencies/{agency}/meetings/{meeting}` (AIP-122), and the store's keys that follow from them.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace samverkan {

// Whether `id` may be the last part of a name: 1 to 63 of a-z, 0-9 and `-`, beginning and ending with a letter or
// digit.
bool IsValidId(absl::string_view id);

// The form of the names of one resource type. Immutable and thread-safe.
class NamePattern {
 public:
  // `pattern` is a google.api.resource pattern, which begins with `agencies/{agency}`.
  explicit NamePattern(absl::string_view pattern);

  // The ids in `name`, the agency's first; nothing if it is not such a name. Each id is valid, or `-` where
  // `wildcards`.
  std::vector<std::string> Match(absl::string_view name, bool wildcards = false) const;

  // Whether it is such a name, without wildcards.
  bool Matches(absl::string_view name) const;

  // The ids in the name of a parent of such resources.
  std::vector<std::string> MatchParent(absl::string_view parent, bool wildcards = false) const;

  std::string Format(const std::vector<std::string>& ids) const;

  // The key under which the owner's store has it: `meetings:m1`, `plans/actions:p1/a1`. Keys of one type are together,
  // and in the order of their names.
  std::string Key(const std::vector<std::string>& ids) const;
  // What all keys of the type begin with; `ids` of a parent narrow it.
  const std::string& key_prefix() const { return key_prefix_; }
  std::string KeyPrefix(const std::vector<std::string>& parent_ids) const;
  // The name of what stands under `key`, which is one of this type's.
  std::string NameOfKey(absl::string_view agency, absl::string_view key) const;

  // What such a name looks like: `agencies/af/plans/…/actions/…`.
  std::string Example(absl::string_view agency) const;

  // Whether names of `child` are such a name and one id more.
  bool IsParentOf(const NamePattern& child) const;

  // `agencies/{agency}` alone: there is one for each owner, and its id is the owner's.
  bool is_root() const { return collections_.size() == 1; }

 private:
  std::vector<std::string> MatchSegments(absl::string_view name, size_t collections, bool wildcards) const;

  std::vector<std::string> collections_;
  std::string key_prefix_;
};

// The agency id in a name that begins with `agencies/`; empty if it does not.
absl::string_view AgencyOf(absl::string_view name);

}  // namespace samverkan

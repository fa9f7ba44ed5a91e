// Who stands behind the groups and resources of a log: functions, never persons.
#pragma once

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace samverkan {

// Which actor a value of org:group, org:role or org:resource stands for. The values stay in here: they may be persons.
// Immutable and thread-safe.
class ActorMapping {
 public:
  // None is mapped.
  ActorMapping() = default;

  // Reads a table (CSV in any form of ReadCsv) with the columns `group` and `actor` (`grupp`, `aktör`): a value as the
  // log writes it, and the name of an agency, unit, function or organisation of any agency. Not looked up anywhere.
  // INVALID_ARGUMENT with the line, and without the group.
  static absl::StatusOr<ActorMapping> Parse(absl::string_view csv);

  // The number of the actor that `value` stands for; -1 if it is not mapped.
  int Find(absl::string_view value) const;

  bool empty() const { return indices_.empty(); }
  // Names, by number.
  const std::vector<std::string>& actors() const { return actors_; }

 private:
  absl::Status Add(int line, const std::string& group, const std::string& actor);

  absl::flat_hash_map<std::string, int> indices_;
  std::vector<std::string> actors_;
};

}  // namespace samverkan

#include "services/platform/resource/name.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace samverkan {
namespace {

constexpr absl::string_view kAgencies = "agencies/";
// Longer than any name: what is longer is not taken apart, since its parts may weigh many times as much as itself.
constexpr size_t kMaxBytes = 1'000;

bool IsIdCharacter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; }

}  // namespace

bool IsValidId(absl::string_view id) {
  return !id.empty() && id.size() <= 63 && id.front() != '-' && id.back() != '-' &&
         std::all_of(id.begin(), id.end(), IsIdCharacter);
}

NamePattern::NamePattern(absl::string_view pattern) {
  std::vector<std::string> parts = absl::StrSplit(pattern, '/');
  for (size_t i = 0; i < parts.size(); i += 2) collections_.push_back(parts[i]);
  key_prefix_ =
      absl::StrCat(is_root() ? collections_[0] : absl::StrJoin(collections_.begin() + 1, collections_.end(), "/"), ":");
}

std::vector<std::string> NamePattern::MatchSegments(absl::string_view name, size_t collections, bool wildcards) const {
  if (name.size() > kMaxBytes) return {};
  std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  if (parts.size() != collections * 2) return {};
  std::vector<std::string> ids;
  for (size_t i = 0; i < collections; ++i) {
    absl::string_view id = parts[i * 2 + 1];
    if (parts[i * 2] != collections_[i] || !(IsValidId(id) || (wildcards && id == "-"))) return {};
    ids.emplace_back(id);
  }
  return ids;
}

std::vector<std::string> NamePattern::Match(absl::string_view name, bool wildcards) const {
  return MatchSegments(name, collections_.size(), wildcards);
}

bool NamePattern::Matches(absl::string_view name) const {
  for (const std::string& collection : collections_) {
    if (!absl::ConsumePrefix(&name, collection) || !absl::ConsumePrefix(&name, "/")) return false;
    absl::string_view id = name.substr(0, name.find('/'));
    if (!IsValidId(id)) return false;
    name.remove_prefix(id.size());
    bool last = &collection == &collections_.back();
    if (last ? !name.empty() : !absl::ConsumePrefix(&name, "/")) return false;
  }
  return true;
}

std::vector<std::string> NamePattern::MatchParent(absl::string_view parent, bool wildcards) const {
  return MatchSegments(parent, collections_.size() - 1, wildcards);
}

std::string NamePattern::Format(const std::vector<std::string>& ids) const {
  std::string name;
  for (size_t i = 0; i < ids.size(); ++i) absl::StrAppend(&name, i == 0 ? "" : "/", collections_[i], "/", ids[i]);
  return name;
}

std::string NamePattern::Key(const std::vector<std::string>& ids) const {
  return absl::StrCat(key_prefix_, absl::StrJoin(ids.begin() + (is_root() ? 0 : 1), ids.end(), "/"));
}

std::string NamePattern::KeyPrefix(const std::vector<std::string>& parent_ids) const {
  std::string prefix = key_prefix_;
  for (size_t i = 1; i < parent_ids.size() && parent_ids[i] != "-"; ++i) absl::StrAppend(&prefix, parent_ids[i], "/");
  return prefix;
}

std::string NamePattern::NameOfKey(absl::string_view agency, absl::string_view key) const {
  key.remove_prefix(key_prefix_.size());
  if (is_root()) return absl::StrCat(kAgencies, key);
  std::vector<std::string> ids = absl::StrSplit(key, '/');
  ids.insert(ids.begin(), std::string(agency));
  return Format(ids);
}

std::string NamePattern::Example(absl::string_view agency) const {
  std::vector<std::string> ids(collections_.size(), "…");
  ids.front() = std::string(agency);
  return Format(ids);
}

bool NamePattern::IsParentOf(const NamePattern& child) const {
  return child.collections_.size() == collections_.size() + 1 &&
         std::equal(collections_.begin(), collections_.end(), child.collections_.begin());
}

absl::string_view AgencyOf(absl::string_view name) {
  if (!absl::StartsWith(name, kAgencies)) return {};
  name.remove_prefix(kAgencies.size());
  return name.substr(0, name.find('/'));
}

}  // namespace samverkan

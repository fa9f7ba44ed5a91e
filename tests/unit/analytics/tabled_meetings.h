// A table of meetings, written by texts.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "services/analytics/columns/meeting_table.h"

namespace samverkan {

class TabledMeetings : public ::testing::Test {
 protected:
  using Texts = std::vector<std::string>;

  MeetingRecord Record(const std::string& name, const Texts& participants, const Texts& groups = {},
                       const Texts& breakpoints = {}) {
    MeetingRecord record{.name = names_.Intern(name)};
    for (const std::string& actor : participants) record.participants.push_back({names_.Intern(actor)});
    for (const std::string& group : groups) record.groups.push_back(names_.Intern(group));
    for (const std::string& breakpoint : breakpoints) record.breakpoints.push_back(names_.Intern(breakpoint));
    return record;
  }

  void Put(const MeetingRecord& record) { table_.Put(record, snapshots_); }
  void Put(const std::string& name, const Texts& participants) { Put(Record(name, participants)); }
  void Remove(const std::string& name) { table_.Remove(names_.Find(name), snapshots_); }

  // A copy that a reader keeps.
  MeetingTable Snapshot() {
    ++snapshots_;
    return table_;
  }

  uint32_t RowOf(const MeetingTable& table, const std::string& name) const { return table.RowOf(names_.Find(name)); }
  uint32_t RowOf(const std::string& name) const { return RowOf(table_, name); }

  Texts TextsOf(const MeetingTable& table, std::span<const ReferenceNumber> references) const {
    Texts texts;
    for (ReferenceNumber reference : references) texts.push_back(names_[table.ReferenceName(reference)]);
    return texts;
  }
  Texts ParticipantsOf(const MeetingTable& table, const std::string& name) const {
    return TextsOf(table, table.Participants(RowOf(table, name)));
  }
  Texts ParticipantsOf(const std::string& name) const { return ParticipantsOf(table_, name); }
  Texts GroupsOf(const std::string& name) const { return TextsOf(table_, table_.Groups(RowOf(name))); }
  Texts BreakpointsOf(const std::string& name) const { return TextsOf(table_, table_.Breakpoints(RowOf(name))); }

  // Where a meeting's lists lie in the pool.
  uint32_t PlaceOf(const std::string& name) const {
    uint32_t row = RowOf(name);
    return table_.ChunkOf(row).lists[row % MeetingChunk::kRows];
  }

  Names names_;
  MeetingTable table_{names_};
  uint64_t snapshots_ = 0;
};

}  // namespace samverkan

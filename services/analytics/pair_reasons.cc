#include "services/analytics/pair_reasons.h"

#include "services/analytics/flow_times.h"

namespace samverkan {

using Id = Names::Id;

void PairReasons::Reasons::Fill(const Names& names, analytics::v1::Gap& gap) const {
  gap.set_handovers(handovers);
  for (std::string_view flow : SortedNames(names, flows)) gap.add_flows()->assign(flow);
  for (std::string_view breakpoint : SortedNames(names, breakpoints)) gap.add_breakpoints()->assign(breakpoint);
  for (std::string_view expectation : SortedNames(names, expectations)) gap.add_expectations()->assign(expectation);
}

PairReasons::PairReasons(const Fold::Reader& fold, const Parties& parties, const GroupFilter& groups) : fold_(fold) {
  for (const auto& [name, row] : fold.flows()) {
    if (row.kind != flows::v1::Flow::KIND_CURRENT || !parties.Visible(row.shared) || !groups.Passes(row.group))
      continue;
    ForEachPassage(row, [&, flow = name, group = row.group](const FlowRow::Step& before, const FlowRow::Step& step) {
      Note(Kind::kHandover, before.actor, step.actor, group, flow);
    });
  }
  for (const auto& [name, row] : fold.breakpoints()) {
    if (!parties.Visible(row.shared) || !groups.Passes(row.group)) continue;
    Note(Kind::kBreakpoint, row.from_actor, row.to_actor, row.group, name);
  }
  for (const auto& [name, row] : fold.expectations()) {
    if (!parties.Visible(row.shared) || !groups.any()) continue;
    Note(Kind::kExpectation, row.holder, row.counterpart, Names::kNone, name);
  }
}

void PairReasons::Note(Kind kind, Id from, Id to, Id group, Id record) {
  if (from == Names::kNone || to == Names::kNone || from == to) return;
  reasons_.push_back({kind, PlaceOf(from), PlaceOf(to), group, record});
}

uint32_t PairReasons::PlaceOf(Id actor) {
  auto [place, added] = places_.try_emplace(actor, static_cast<uint32_t>(actors_.size()));
  if (added) actors_.push_back(fold_.names()[actor]);
  return place->second;
}

void PairReasons::Add(const Reason& reason, uint32_t pair) {
  if (pair == by_pair_.size()) by_pair_.emplace_back();
  Reasons& reasons = by_pair_[pair];
  switch (reason.kind) {
    case Kind::kHandover:
      ++reasons.handovers;
      return reasons.flows.push_back(reason.record);
    case Kind::kBreakpoint:
      return reasons.breakpoints.push_back(reason.record);
    case Kind::kExpectation:
      return reasons.expectations.push_back(reason.record);
  }
}

}  // namespace samverkan

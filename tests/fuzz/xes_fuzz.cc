// Event logs from hostile bytes: what is told of them adds up, is bounded, and makes a flow without a person in it.
#include <cstdint>
#include <sstream>

#include "services/flows/eventlog/event_log.h"
#include "services/flows/eventlog/typical_case.h"
#include "services/platform/privacy/guard.h"

namespace {

void Require(bool holds) {
  if (!holds) __builtin_trap();
}

void Check(const samverkan::EventLogSummary& log) {
  Require(log.events > 0 && log.cases <= log.events && log.first <= log.last);
  int64_t in_variants = log.cases_beyond;
  for (const auto& variant : log.variants) in_variants += variant.cases;
  Require(in_variants <= log.cases);
  for (const auto& pair : log.pairs) {
    Require(pair.cases <= pair.count && pair.return_cases <= pair.returns && pair.returns <= pair.count);
    Require(pair.working_time.Quantile(0.1) <= pair.working_time.Quantile(0.9));
  }
}

void CheckFlow(const samverkan::EventLogSummary& log, const samverkan::ActorMapping& mapping) {
  auto flow = TypicalCase(log, mapping, {.name = "agencies/af/flows/f", .actor = "agencies/af"});
  if (!flow.ok()) return;
  Require(samverkan::FindRefusedTexts(*flow, "flow").empty());
  for (const auto& step : flow->steps()) {
    double all = 0;
    for (const auto& way_back : step.returns()) all += way_back.percent();
    Require(all < 100);
    Require(step.wait_time().low().seconds() <= step.wait_time().likely().seconds());
    Require(step.wait_time().likely().seconds() <= step.wait_time().high().seconds());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto& mapping =
      *new samverkan::ActorMapping(*samverkan::ActorMapping::Parse("group;actor\nG;agencies/fk"));
  static const samverkan::WorkingTime working_time(absl::FixedTimeZone(3600));
  std::istringstream file(std::string(reinterpret_cast<const char*>(data), size));
  auto log = ReadEventLog(file, mapping, working_time, nullptr);
  if (!log.ok()) return 0;
  Check(*log);
  // One case is enough here, so that small inputs reach all of it.
  SuppressSmallCells(1, *log);
  CheckFlow(*log, mapping);
  return 0;
}

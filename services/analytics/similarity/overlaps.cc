#include "services/analytics/similarity/overlaps.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "services/analytics/similarity/asked_pairs.h"
#include "services/analytics/similarity/join.h"
#include "services/analytics/similarity/join_rules.h"
#include "services/analytics/similarity/ranked_sets.h"

namespace samverkan {

std::vector<uint32_t> Affordable(const std::vector<uint64_t>& work, uint64_t max_work, uint32_t& skipped) {
  std::vector<uint32_t> probes;
  for (uint32_t set = 0; set < work.size(); ++set) {
    if (work[set] > 0) probes.push_back(set);
  }
  if (std::accumulate(work.begin(), work.end(), uint64_t{0}) <= max_work) return probes;
  std::stable_sort(probes.begin(), probes.end(), [&](uint32_t a, uint32_t b) { return work[a] < work[b]; });
  size_t count = 0;
  while (count < probes.size() && work[probes[count]] <= max_work) max_work -= work[probes[count++]];
  skipped = static_cast<uint32_t>(probes.size() - count);
  probes.resize(count);
  std::sort(probes.begin(), probes.end());
  return probes;
}

namespace {

void FindIdentical(const AskedPairs& asked, size_t max_listed, Overlaps& overlaps) {
  for (uint32_t cluster = 0; cluster < overlaps.distinct.size(); ++cluster) {
    if (overlaps.distinct.members(cluster).size() == 1) continue;
    const uint64_t pairs = asked.Within(cluster);
    if (pairs == 0) continue;
    overlaps.identical.push_back({cluster, pairs});
    overlaps.identical_pairs += pairs;
  }
  overlaps.identical_clusters = overlaps.identical.size();
  std::stable_sort(overlaps.identical.begin(), overlaps.identical.end(),
                   [](const Cluster& a, const Cluster& b) { return a.pairs > b.pairs; });
  if (overlaps.identical.size() > max_listed) overlaps.identical.resize(max_listed);
}

}  // namespace

Overlaps FindOverlaps(const TokenSets& sets, const OverlapOptions& options) {
  Overlaps overlaps;
  overlaps.distinct = DistinctSets(sets);
  const AskedPairs asked(sets, overlaps.distinct, options.different_owners, options.involving);
  FindIdentical(asked, options.max_listed, overlaps);
  const RankedSets ranked(sets, overlaps.distinct);
  const Ratio threshold = SimplestRatio(options.threshold);
  overlaps.similar = Join(ranked, asked, SimilarRule(threshold), options).Run();
  if (options.subsets) overlaps.subsets = Join(ranked, asked, SubsetRule(threshold), options).Run();
  return overlaps;
}

}  // namespace samverkan

// A join by a rule (see join_rules.h): of one set after the other with those before it, in parallel.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "services/analytics/similarity/asked_pairs.h"
#include "services/analytics/similarity/best_pairs.h"
#include "services/analytics/similarity/overlaps.h"
#include "services/analytics/similarity/prefix_index.h"
#include "services/analytics/similarity/ranked_sets.h"

namespace samverkan {

// |x ∩ y| if it is at least `required` and the first token that they share is x[first]; 0 else. Both ascending. Ends
// as soon as too few are left.
inline uint32_t SharedFrom(std::span<const uint32_t> x, std::span<const uint32_t> y, uint32_t required,
                           uint32_t first) {
  // How many more of each may go without a match.
  int64_t spare_x = static_cast<int64_t>(x.size()) - required, spare_y = static_cast<int64_t>(y.size()) - required;
  uint32_t shared = 0;
  for (size_t i = 0, j = 0; i < x.size() && j < y.size();) {
    if (x[i] == y[j]) {
      if (shared == 0 && i != first) return 0;
      ++shared, ++i, ++j;
    } else if (x[i] < y[j]) {
      if (++i, --spare_x < 0) return 0;
    } else {
      if (++j, --spare_y < 0) return 0;
    }
  }
  return shared >= required ? shared : 0;
}

// The sets to look up, ascending, so that the postings they go through are at most `max_work`: those with the fewest if
// not all.
std::vector<uint32_t> Affordable(const std::vector<uint64_t>& work, uint64_t max_work, uint32_t& skipped);

// Refers to what it is given. Used once.
template <typename Rule>
class Join {
 public:
  Join(const RankedSets& sets, const AskedPairs& asked, Rule rule, const OverlapOptions& options)
      : sets_(sets), asked_(asked), rule_(rule), options_(options), all_(sets, [&](uint32_t set) {
          return rule_.IndexPrefix(SizeOf(set));
        }) {
    if (asked.IsLimitedToAnOwner()) {
      involved_.emplace(sets, [&](uint32_t set) { return Involves(set) ? rule_.IndexPrefix(SizeOf(set)) : 0; });
    }
  }

  SimilarPairs Run() {
    SimilarPairs all;
    probes_ = Affordable(Work(), options_.max_work, all.skipped);
    std::vector<Found> found(std::max(1, options_.threads), Found(options_.max_listed));
    std::vector<std::thread> threads;
    for (size_t i = 1; i < found.size(); ++i) threads.emplace_back([this, &found, i] { Probe(found[i]); });
    Probe(found[0]);
    for (std::thread& thread : threads) thread.join();
    Unite(found, all);
    return all;
  }

 private:
  // What one thread has found.
  struct alignas(64) Found {
    explicit Found(size_t limit) : best(limit) {}
    BestPairs best;
    uint64_t distinct_pairs = 0;
    uint64_t pairs = 0;
  };

  static constexpr size_t kProbesAtOnce = 256;

  uint32_t SizeOf(uint32_t set) const { return static_cast<uint32_t>(sets_.ranks(set).size()); }
  bool Involves(uint32_t set) const { return asked_.Involves(sets_.cluster(set)); }

  // Where only one owner's pairs are asked for, the sets of others are compared with that owner's alone.
  const PrefixIndex& IndexFor(uint32_t set) const { return involved_ && !Involves(set) ? *involved_ : all_; }

  // For each set, at most how many postings looking it up goes through.
  std::vector<uint64_t> Work() const {
    std::vector<uint64_t> work(sets_.size());
    for (uint32_t x = 0; x < sets_.size(); ++x) {
      const PrefixIndex& index = IndexFor(x);
      for (const uint32_t rank : sets_.ranks(x).first(rule_.ProbePrefix(SizeOf(x)))) {
        work[x] += index.postings(rank).size();
      }
    }
    return work;
  }

  void Probe(Found& found) {
    for (;;) {
      const size_t begin = next_.fetch_add(kProbesAtOnce);
      if (begin >= probes_.size()) return;
      const size_t end = std::min(begin + kProbesAtOnce, probes_.size());
      for (size_t i = begin; i < end; ++i) LookUp(probes_[i], found);
    }
  }

  void LookUp(uint32_t x, Found& found) const {
    const auto ranks = sets_.ranks(x);
    const uint32_t prefix = rule_.ProbePrefix(SizeOf(x));
    const uint64_t signature = SignatureOf(ranks);
    for (uint32_t i = 0; i < prefix; ++i) Scan(x, signature, i, found);
  }

  // The postings of the token x[i] from the sets of the least size that counts on. A search only where the list does
  // not begin there: most lists are short, and what is searched is not in the cache.
  std::span<const Posting> Candidates(uint32_t x, uint32_t i) const {
    const auto postings = IndexFor(x).postings(sets_.ranks(x)[i]);
    const uint32_t first = sets_.FirstOfSize(rule_.Least(SizeOf(x)));
    if (postings.empty() || postings.front().set >= first) return postings;
    const auto begin = std::lower_bound(postings.begin(), postings.end(), first,
                                        [](const Posting& posting, uint32_t set) { return posting.set < set; });
    return {begin, postings.end()};
  }

  void Scan(uint32_t x, uint64_t signature, uint32_t i, Found& found) const {
    const uint32_t limit = std::min(x, sets_.FirstOfSize(rule_.Most(SizeOf(x)) + 1));
    const auto ranks = sets_.ranks(x);
    uint32_t size = 0, required = 0;
    int may_differ = 0;
    for (const Posting& posting : Candidates(x, i)) {
      if (posting.set >= limit) return;
      if (posting.size != size) {
        size = posting.size;
        required = rule_.Required(SizeOf(x), size);
        may_differ = static_cast<int>(SizeOf(x) + size - 2 * required);
      }
      if (std::popcount(signature ^ posting.signature) > may_differ) continue;
      const uint32_t shared = SharedFrom(ranks, sets_.ranks(posting.set, size), required, i);
      if (shared > 0) Tell(x, posting.set, shared, found);
    }
  }

  void Tell(uint32_t x, uint32_t y, uint32_t shared, Found& found) const {
    uint32_t a = sets_.cluster(x), b = sets_.cluster(y);
    const uint64_t pairs = asked_.Between(a, b);
    if (pairs == 0) return;
    Containment containment = shared == SizeOf(y) ? Containment::kSecondInFirst : Containment::kNone;
    if (a > b) {
      std::swap(a, b);
      if (containment != Containment::kNone) containment = Containment::kFirstInSecond;
    }
    ++found.distinct_pairs;
    found.pairs += pairs;
    found.best.Add({a, b, shared, SizeOf(x) + SizeOf(y) - shared, containment, pairs});
  }

  void Unite(std::vector<Found>& found, SimilarPairs& all) const {
    BestPairs best(options_.max_listed);
    for (Found& part : found) {
      for (const SimilarPair& pair : part.best.Take()) best.Add(pair);
      all.distinct_pairs += part.distinct_pairs;
      all.pairs += part.pairs;
    }
    all.best = best.Take();
  }

  const RankedSets& sets_;
  const AskedPairs& asked_;
  const Rule rule_;
  const OverlapOptions& options_;
  const PrefixIndex all_;
  // Of the sets that have to do with the owner that is asked about.
  std::optional<PrefixIndex> involved_;
  std::vector<uint32_t> probes_;
  std::atomic<size_t> next_ = 0;
};

}  // namespace samverkan

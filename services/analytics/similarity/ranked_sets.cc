#include "services/analytics/similarity/ranked_sets.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace samverkan {
namespace {

// Ranks the tokens of one partition after the other.
class Ranker {
 public:
  Ranker(const TokenSets& sets, const DistinctSets& distinct)
      : sets_(sets), distinct_(distinct), frequency_(sets.token_limit()), rank_(sets.token_limit()) {}

  std::span<const uint32_t> TokensOf(uint32_t cluster) const { return sets_.tokens(distinct_.members(cluster)[0]); }
  uint32_t PartitionOf(uint32_t cluster) const { return sets_.partition(distinct_.members(cluster)[0]); }
  uint32_t RankOf(uint32_t token) const { return rank_[token]; }
  uint32_t rank_limit() const { return rank_limit_; }

  // From now on RankOf is that of these clusters' partition.
  void Rank(std::span<const uint32_t> clusters) {
    for (const uint32_t cluster : clusters) Count(cluster);
    std::sort(seen_.begin(), seen_.end(),
              [this](uint32_t a, uint32_t b) { return std::tie(frequency_[a], a) < std::tie(frequency_[b], b); });
    for (const uint32_t token : seen_) {
      rank_[token] = rank_limit_++;
      frequency_[token] = 0;
    }
    seen_.clear();
  }

 private:
  void Count(uint32_t cluster) {
    for (const uint32_t token : TokensOf(cluster)) {
      if (frequency_[token]++ == 0) seen_.push_back(token);
    }
  }

  const TokenSets& sets_;
  const DistinctSets& distinct_;
  std::vector<uint32_t> frequency_;
  std::vector<uint32_t> rank_;
  std::vector<uint32_t> seen_;
  uint32_t rank_limit_ = 0;
};

std::vector<uint32_t> ByPartition(const Ranker& ranker, uint32_t clusters) {
  std::vector<uint32_t> order(clusters);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](uint32_t a, uint32_t b) { return ranker.PartitionOf(a) < ranker.PartitionOf(b); });
  return order;
}

struct Place {
  uint32_t size;
  uint32_t rarest;
  uint32_t second;
  uint32_t cluster;
  friend bool operator<(const Place& a, const Place& b) {
    return std::tie(a.size, a.rarest, a.second, a.cluster) < std::tie(b.size, b.rarest, b.second, b.cluster);
  }
};

}  // namespace

RankedSets::RankedSets(const TokenSets& sets, const DistinctSets& distinct) {
  Ranker ranker(sets, distinct);
  std::vector<uint32_t> begins = {0};
  begins.reserve(distinct.size() + 1);
  for (uint32_t c = 0; c < distinct.size(); ++c) {
    begins.push_back(begins.back() + static_cast<uint32_t>(ranker.TokensOf(c).size()));
  }
  std::vector<uint32_t> ranks(begins.back());
  const std::vector<uint32_t> order = ByPartition(ranker, distinct.size());
  for (auto begin = order.begin(); begin != order.end();) {
    const auto end = std::find_if(begin, order.end(),
                                  [&](uint32_t c) { return ranker.PartitionOf(c) != ranker.PartitionOf(*begin); });
    ranker.Rank({begin, end});
    for (; begin != end; ++begin) {
      uint32_t* to = ranks.data() + begins[*begin];
      for (const uint32_t token : ranker.TokensOf(*begin)) *to++ = ranker.RankOf(token);
      std::sort(ranks.data() + begins[*begin], to);
    }
  }
  rank_limit_ = ranker.rank_limit();
  Arrange(begins, ranks);
}

void RankedSets::Arrange(const std::vector<uint32_t>& begins, const std::vector<uint32_t>& ranks) {
  std::vector<Place> places;
  places.reserve(begins.size() - 1);
  for (uint32_t c = 0; c + 1 < begins.size(); ++c) {
    const uint32_t size = begins[c + 1] - begins[c];
    places.push_back({size, ranks[begins[c]], size > 1 ? ranks[begins[c] + 1] : 0, c});
  }
  std::sort(places.begin(), places.end());
  clusters_.reserve(places.size());
  begins_.reserve(places.size() + 1);
  ranks_.reserve(ranks.size());
  for (const Place& place : places) {
    first_of_size_.resize(std::max<size_t>(first_of_size_.size(), place.size + 1), size());
    clusters_.push_back(place.cluster);
    ranks_.insert(ranks_.end(), ranks.begin() + begins[place.cluster], ranks.begin() + begins[place.cluster + 1]);
    begins_.push_back(static_cast<uint32_t>(ranks_.size()));
  }
}

}  // namespace samverkan

#include "services/analytics/network/betweenness.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <span>
#include <utility>

namespace samverkan {
namespace {

constexpr uint32_t kUnreached = std::numeric_limits<uint32_t>::max();
// Numbers of ways beyond this are scaled: a thousand forks after each other would not fit a double.
constexpr double kManyWays = 1e100;

// Follows every shortest way from a node, level by level, and back.
//
// The inner loops have no branches: which tie leads on is what a processor guesses worst.
class ShortestWays {
 public:
  explicit ShortestWays(const Network& network)
      : network_(network),
        step_(network.size(), kUnreached),
        ways_(network.size(), 0),
        per_way_(network.size()),
        reached_(size_t{network.size()} + 1),
        first_onward_(size_t{network.size()} + 1),
        onward_(network.tie_count() + 1) {}

  // Calls add(v, d) for each other node v that is reached: d is the sum over all t of the share of the shortest ways
  // from `source` to t that lead through v, times how much of the way has been gone at v. From the way's other end it
  // is the rest of it, so that both together are the pair's; a single start far from v says more of v then than one
  // beside it, as it should (linear scaling in Geisberger, Sanders and Schultes 2008: half the error of the plain sum).
  template <typename Add>
  void From(uint32_t source, const Add& add) {
    Spread(source);
    for (size_t steps = levels_.size(); steps-- > 1;) Return(levels_[steps], static_cast<double>(steps), add);
    Forget();
  }

 private:
  struct Level {
    // Of its nodes, in reached_.
    size_t begin;
    size_t end;
    // What the numbers of ways are multiplied by on their way on from here.
    double scale;
  };

  void Spread(uint32_t source) {
    Reach(source);
    for (size_t begin = 0; begin < count_; begin = levels_.back().end) {
      size_t end = count_;
      for (size_t at = begin; at < end; ++at) Extend(at);
      levels_.push_back({begin, end, Scale(begin, end)});
      PassOn(levels_.back());
    }
  }

  void Reach(uint32_t source) {
    step_[source] = 0;
    ways_[source] = 1;
    reached_[0] = source;
    count_ = 1;
    levels_.clear();
  }

  // Takes down where ways lead on from a node. What is no news or leads back is written too, but not counted.
  void Extend(size_t at) {
    uint32_t node = reached_[at], next = step_[node] + 1;
    size_t count = count_, leading_on = first_onward_[at];
    for (uint32_t neighbour : network_.Neighbours(node)) {
      bool news = step_[neighbour] == kUnreached;
      reached_[count] = neighbour;
      count += news;
      step_[neighbour] = news ? next : step_[neighbour];
      onward_[leading_on] = neighbour;
      leading_on += step_[neighbour] == next;
    }
    count_ = count;
    first_onward_[at + 1] = leading_on;
  }

  double Scale(size_t begin, size_t end) const {
    double most = 0;
    for (size_t at = begin; at < end; ++at) most = std::max(most, ways_[reached_[at]]);
    return most < kManyWays ? 1 : 1 / most;
  }

  void PassOn(const Level& level) {
    for (size_t at = level.begin; at < level.end; ++at) {
      double ways = ways_[reached_[at]] * level.scale;
      for (uint32_t next : Onward(at)) ways_[next] += ways;
    }
  }

  template <typename Add>
  void Return(const Level& level, double steps, const Add& add) {
    for (size_t at = level.begin; at < level.end; ++at) {
      uint32_t node = reached_[at];
      double passed = 0;
      for (uint32_t next : Onward(at)) passed += per_way_[next];
      passed *= ways_[node] * level.scale;
      per_way_[node] = (1 / steps + passed) / ways_[node];
      add(node, steps * passed);
    }
  }

  std::span<const uint32_t> Onward(size_t at) const {
    return {onward_.data() + first_onward_[at], onward_.data() + first_onward_[at + 1]};
  }

  void Forget() {
    for (size_t at = 0; at < count_; ++at) {
      step_[reached_[at]] = kUnreached;
      ways_[reached_[at]] = 0;
    }
  }

  const Network& network_;
  // By node: how far it is, how many shortest ways lead to it, and for each of these the shares of the ways on from it,
  // its own end included, each divided by the length of the whole.
  std::vector<uint32_t> step_;
  std::vector<double> ways_;
  std::vector<double> per_way_;
  // The first count_ are reached, in the order that they were.
  std::vector<uint32_t> reached_;
  size_t count_ = 0;
  std::vector<Level> levels_;
  // Where shortest ways lead on to from reached_[i] stands at first_onward_[i] up to first_onward_[i + 1].
  std::vector<size_t> first_onward_;
  std::vector<uint32_t> onward_;
};

// An isolate lies on no way, nor does one begin there.
std::vector<uint32_t> NodesWithTies(const Network& network) {
  std::vector<uint32_t> nodes;
  for (uint32_t node = 0; node < network.size(); ++node) {
    if (network.Degree(node) > 0) nodes.push_back(node);
  }
  return nodes;
}

size_t HowManyPivots(const Network& network, double work) {
  double from_one = 4.0 * network.node_count() + static_cast<double>(network.tie_count());
  return static_cast<size_t>(std::clamp<double>(work / from_one, kLeastPivots, network.size() + kLeastPivots));
}

// Draws `count` of them, each at most once; the library's own distributions are not the same everywhere.
std::vector<uint32_t> Drawn(std::vector<uint32_t> nodes, size_t count, uint64_t seed) {
  std::mt19937_64 random(seed);
  for (size_t at = 0; at < count; ++at) std::swap(nodes[at], nodes[at + random() % (nodes.size() - at)]);
  nodes.resize(count);
  return nodes;
}

double Pairs(const Network& network) {
  double n = network.node_count();
  return (n - 1) * (n - 2) / 2;
}

Betweenness Exact(const Network& network, const std::vector<uint32_t>& sources) {
  Betweenness result;
  result.share.assign(network.size(), 0);
  ShortestWays ways(network);
  for (uint32_t source : sources) {
    ways.From(source, [&](uint32_t node, double passed) { result.share[node] += passed; });
  }
  for (double& share : result.share) share /= Pairs(network);
  return result;
}

double RootMeanSquare(const std::vector<double>& values) {
  double squares = std::inner_product(values.begin(), values.end(), values.begin(), 0.0);
  return std::sqrt(squares / static_cast<double>(values.size()));
}

// What a pivot sees of a node is one of `population` values whose sum is looked for.
Betweenness Sampled(const Network& network, const std::vector<uint32_t>& pivots, double population) {
  std::vector<double> sum(network.size(), 0), squares(network.size(), 0);
  ShortestWays ways(network);
  for (uint32_t pivot : pivots) {
    ways.From(pivot, [&](uint32_t node, double passed) {
      sum[node] += passed;
      squares[node] += passed * passed;
    });
  }
  Betweenness result{.share = {}, .pivots = static_cast<uint32_t>(pivots.size()), .standard_error = {}};
  double k = static_cast<double>(pivots.size()), all = population / Pairs(network);
  for (uint32_t node = 0; node < network.size(); ++node) {
    double variance = std::max(0.0, squares[node] - sum[node] * sum[node] / k) / (k - 1);
    result.share.push_back(all * sum[node] / k);
    result.standard_error.push_back(all * std::sqrt(variance / k * (1 - k / population)));
  }
  // A node that few ways pass may by chance have been seen by no pivot, and would look certain.
  double usual = RootMeanSquare(result.standard_error);
  for (double& error : result.standard_error) error = std::max(error, usual);
  return result;
}

}  // namespace

Betweenness MeasureBetweenness(const Network& network, double work, uint64_t seed) {
  std::vector<uint32_t> nodes = NodesWithTies(network);
  size_t pivots = HowManyPivots(network, work);
  if (pivots >= nodes.size()) return Exact(network, nodes);
  double population = static_cast<double>(nodes.size());
  return Sampled(network, Drawn(std::move(nodes), pivots, seed), population);
}

}  // namespace samverkan

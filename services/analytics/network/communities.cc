#include "services/analytics/network/communities.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <random>
#include <utility>

namespace samverkan {
namespace {

using Division = std::vector<uint32_t>;
using Order = std::vector<uint32_t>;

// Each order of nodes may end on another hill: the best of several is taken, of as many as are soon looked at.
constexpr size_t kMostOrders = 16;
constexpr size_t kTiesOfAllOrders = 400'000;

constexpr uint32_t kUnnumbered = std::numeric_limits<uint32_t>::max();
// A round of moves that gains less modularity than this was the last one.
constexpr double kLeastGain = 1e-9;
// What a move must gain, as a share of the node's strength, so that rounding moves nothing to and fro.
constexpr double kRounding = 1e-12;

// A network whose nodes are communities of a finer one.
struct Level {
  Network network;
  // Twice the weight of the ties within each node.
  std::vector<double> within;
};

double Strength(const Level& level, uint32_t node) {
  auto weights = level.network.Weights(node);
  return std::accumulate(weights.begin(), weights.end(), level.within[node]);
}

// Numbers communities in the order of their smallest nodes; how many there are.
uint32_t Renumber(Division& division) {
  std::vector<uint32_t> number(division.size(), kUnnumbered);
  uint32_t count = 0;
  for (uint32_t& community : division) {
    if (number[community] == kUnnumbered) number[community] = count++;
    community = number[community];
  }
  return count;
}

Division Numbers(uint32_t size) {
  Division numbers(size);
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

// Moves nodes between communities for as long as that raises modularity.
class Mover {
 public:
  Mover(Level level, Division start)
      : level_(std::move(level)), division_(std::move(start)), total_(division_.size(), 0), to_(division_.size(), 0) {
    for (uint32_t node = 0; node < division_.size(); ++node) {
      strength_.push_back(Strength(level_, node));
      total_[division_[node]] += strength_[node];
    }
    all_ = std::accumulate(strength_.begin(), strength_.end(), 0.0);
  }

  Division Moved(const Order& order) && {
    while (Round(order) > kLeastGain * all_) {
    }
    return std::move(division_);
  }

 private:
  double Round(const Order& order) {
    double gained = 0;
    for (uint32_t node : order) gained += Move(node);
    return 2 * gained;
  }

  // Puts the node where it gains most; what was gained, in units of weight.
  double Move(uint32_t node) {
    uint32_t own = division_[node], best = own;
    WeighNeighbours(node);
    total_[own] -= strength_[node];
    double stay = Gain(node, own), most = stay + kRounding * strength_[node];
    for (uint32_t community : near_) {
      if (Gain(node, community) > most) most = Gain(node, best = community);
    }
    total_[best] += strength_[node];
    division_[node] = best;
    for (uint32_t community : near_) to_[community] = 0;
    return best == own ? 0 : most - stay;
  }

  // The communities of its neighbours, in their order, and the weight of the node's ties to each.
  void WeighNeighbours(uint32_t node) {
    near_.clear();
    auto neighbours = level_.network.Neighbours(node);
    auto weights = level_.network.Weights(node);
    for (size_t at = 0; at < neighbours.size(); ++at) {
      uint32_t community = division_[neighbours[at]];
      if (to_[community] == 0 && weights[at] > 0) near_.push_back(community);
      to_[community] += weights[at];
    }
  }

  double Gain(uint32_t node, uint32_t community) const {
    return to_[community] - total_[community] * strength_[node] / all_;
  }

  const Level level_;
  Division division_;
  std::vector<double> strength_;
  double all_ = 0;
  // By community: its nodes' strengths, and the weight of the ties from the node in hand.
  std::vector<double> total_;
  std::vector<double> to_;
  std::vector<uint32_t> near_;
};

// The level whose nodes are the division's `count` communities.
Level Gathered(const Level& level, const Division& division, uint32_t count) {
  Level gathered{.network = {}, .within = std::vector<double>(count, 0)};
  std::vector<Tie> between;
  for (uint32_t node = 0; node < division.size(); ++node) gathered.within[division[node]] += level.within[node];
  for (const Tie& tie : level.network.Ties()) {
    uint32_t a = division[tie.a], b = division[tie.b];
    if (a == b) {
      gathered.within[a] += 2 * tie.weight;
    } else {
      between.push_back({a, b, tie.weight});
    }
  }
  gathered.network = Network(count, std::move(between));
  return gathered;
}

// Moves nodes, then the communities that came of it as nodes, and so on until no community moves.
Division MoveAll(const Level& finest, const Division& start, const Order& order) {
  for (Division division = Mover(finest, start).Moved(order);;) {
    uint32_t count = Renumber(division);
    Division moved = Mover(Gathered(finest, division, count), Numbers(count)).Moved(Numbers(count));
    if (Renumber(moved) == count) return division;
    for (uint32_t& community : division) community = moved[community];
  }
}

// Begins again from what it found, as single nodes may have come to want to leave it, until nothing moves.
Division Louvain(const Level& finest, const Order& order) {
  for (Division division = Numbers(finest.network.size());;) {
    Division moved = MoveAll(finest, division, order);
    if (moved == division) return division;
    division = std::move(moved);
  }
}

double Modularity(const Level& finest, const Division& division) {
  Level gathered = Gathered(finest, division, 1 + *std::max_element(division.begin(), division.end()));
  double all = 0, sum = 0;
  for (uint32_t community = 0; community < gathered.network.size(); ++community) all += Strength(gathered, community);
  for (uint32_t community = 0; community < gathered.network.size(); ++community) {
    double share = Strength(gathered, community) / all;
    sum += gathered.within[community] / all - share * share;
  }
  return sum;
}

size_t HowManyOrders(const Network& network) {
  return std::clamp<size_t>(kTiesOfAllOrders / std::max<size_t>(1, network.tie_count()), 1, kMostOrders);
}

// The library's own shuffle is not the same everywhere.
void Shuffle(Order& order, std::mt19937_64& random) {
  for (size_t left = order.size(); left > 1; --left) std::swap(order[left - 1], order[random() % left]);
}

// The first division of the best modularity.
Division Best(const Level& finest, double& modularity) {
  Division best;
  Order order = Numbers(finest.network.size());
  std::mt19937_64 random;
  for (size_t left = HowManyOrders(finest.network); left > 0; --left, Shuffle(order, random)) {
    Division division = Louvain(finest, order);
    double its = Modularity(finest, division);
    if (!best.empty() && its <= modularity) continue;
    best = std::move(division);
    modularity = its;
  }
  return best;
}

}  // namespace

Communities FindCommunities(const Network& network) {
  Level finest{.network = network, .within = std::vector<double>(network.size(), 0)};
  Communities found;
  Division division = Best(finest, found.modularity);
  // What is no node was a community too until here.
  std::vector<std::optional<uint32_t>> number(network.size());
  found.of.resize(network.size());
  for (uint32_t node = 0; node < network.size(); ++node) {
    if (!network.Has(node)) continue;
    auto& its = number[division[node]];
    if (!its) its = found.count++;
    found.of[node] = its;
  }
  return found;
}

}  // namespace samverkan

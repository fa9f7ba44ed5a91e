#include "services/analytics/network/network.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace samverkan {
namespace {

double Known(double weight) { return std::isfinite(weight) && weight > 0 ? weight : 0; }

bool Before(const Tie& x, const Tie& y) { return std::tie(x.a, x.b, x.weight) < std::tie(y.a, y.b, y.weight); }

// Each pair once, the smaller node first, in order. Weights are added in order of size, so that their sum does not
// depend on the order that they came in.
std::vector<Tie> Merged(uint32_t size, std::vector<Tie> ties) {
  std::erase_if(ties, [size](const Tie& tie) { return tie.a == tie.b || std::max(tie.a, tie.b) >= size; });
  for (Tie& tie : ties) tie = {std::min(tie.a, tie.b), std::max(tie.a, tie.b), Known(tie.weight)};
  std::sort(ties.begin(), ties.end(), Before);
  size_t kept = 0;
  for (const Tie& tie : ties) {
    bool again = kept > 0 && ties[kept - 1].a == tie.a && ties[kept - 1].b == tie.b;
    if (again) {
      ties[kept - 1].weight += tie.weight;
    } else {
      ties[kept++] = tie;
    }
  }
  ties.resize(kept);
  return ties;
}

}  // namespace

Network::Network(uint32_t size, std::vector<Tie> ties)
    : present_(size, true), node_count_(size), first_(size_t{size} + 1, 0) {
  Link(Merged(size, std::move(ties)));
}

// In the order of the ties each node meets its smaller neighbours first, so that its row comes out sorted.
void Network::Link(const std::vector<Tie>& ties) {
  for (const Tie& tie : ties) {
    ++first_[tie.a + 1];
    ++first_[tie.b + 1];
    weighted_ = weighted_ || tie.weight > 0;
  }
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
  neighbours_.resize(2 * ties.size());
  weights_.resize(2 * ties.size());
  std::vector<size_t> next = first_;
  auto append = [&](uint32_t node, uint32_t neighbour, double weight) {
    neighbours_[next[node]] = neighbour;
    weights_[next[node]++] = weight;
  };
  for (const Tie& tie : ties) {
    append(tie.a, tie.b, tie.weight);
    append(tie.b, tie.a, tie.weight);
  }
}

std::vector<Tie> Network::Ties() const {
  std::vector<Tie> ties;
  ties.reserve(tie_count());
  for (uint32_t node = 0; node < size(); ++node) {
    for (size_t at = first_[node]; at < first_[node + 1]; ++at) {
      if (node < neighbours_[at]) ties.push_back({node, neighbours_[at], weights_[at]});
    }
  }
  return ties;
}

Network Network::Without(const std::vector<bool>& removed) const {
  auto gone = [&removed](uint32_t node) { return node < removed.size() && removed[node]; };
  std::vector<Tie> ties = Ties();
  std::erase_if(ties, [&gone](const Tie& tie) { return gone(tie.a) || gone(tie.b); });
  Network left(size(), std::move(ties));
  for (uint32_t node = 0; node < size(); ++node) left.present_[node] = present_[node] && !gone(node);
  left.node_count_ = static_cast<uint32_t>(std::count(left.present_.begin(), left.present_.end(), true));
  return left;
}

Network Network::Unweighted() const {
  Network same = *this;
  std::fill(same.weights_.begin(), same.weights_.end(), 1.0);
  same.weighted_ = !same.weights_.empty();
  return same;
}

}  // namespace samverkan

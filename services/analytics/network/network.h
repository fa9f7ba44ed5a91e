// Who works together with whom, as an undirected graph without loops.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace samverkan {

// A tie between two nodes. Its weight is how much there is of it, in whatever unit the caller weighs by; 0 if unknown.
struct Tie {
  uint32_t a = 0;
  uint32_t b = 0;
  double weight = 1;
};

// Nodes are numbered from 0. Immutable and thread-safe; the same ties in any order make the same network.
class Network {
 public:
  Network() = default;
  // Ties of the same pair are one, with the sum of their weights. Ignored are loops and ties of nodes that are none;
  // a weight that is negative or not finite counts as unknown. The sum of all weights must be finite.
  Network(uint32_t size, std::vector<Tie> ties);

  // One past the largest number of a node.
  uint32_t size() const { return static_cast<uint32_t>(present_.size()); }
  // Whether it is a node: below size() and not removed.
  bool Has(uint32_t node) const { return node < size() && present_[node]; }
  uint32_t node_count() const { return node_count_; }
  size_t tie_count() const { return neighbours_.size() / 2; }
  // Whether the weight of any tie is known.
  bool weighted() const { return weighted_; }

  // In order, and the weights of the ties to them at the same places.
  std::span<const uint32_t> Neighbours(uint32_t node) const { return Row(neighbours_, node); }
  std::span<const double> Weights(uint32_t node) const { return Row(weights_, node); }
  uint32_t Degree(uint32_t node) const { return static_cast<uint32_t>(first_[node + 1] - first_[node]); }

  // Each tie once, the smaller node first, in order.
  std::vector<Tie> Ties() const;

  // The network that is left without these nodes and their ties. The others keep their numbers; those past the end of
  // `removed` stay.
  Network Without(const std::vector<bool>& removed) const;
  // The same ties, each of weight 1.
  Network Unweighted() const;

 private:
  template <typename T>
  std::span<const T> Row(const std::vector<T>& values, uint32_t node) const {
    return {values.data() + first_[node], values.data() + first_[node + 1]};
  }
  void Link(const std::vector<Tie>& ties);

  std::vector<bool> present_;
  uint32_t node_count_ = 0;
  bool weighted_ = false;
  // The neighbours of node i stand at first_[i] up to first_[i + 1].
  std::vector<size_t> first_ = {0};
  std::vector<uint32_t> neighbours_;
  std::vector<double> weights_;
};

}  // namespace samverkan

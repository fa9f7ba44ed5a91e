// Small networks whose measures are known, two of them published.
#pragma once

#include <utility>
#include <vector>

#include "services/analytics/network/network.h"

namespace samverkan {

inline Network Of(uint32_t size, const std::vector<std::pair<uint32_t, uint32_t>>& pairs) {
  std::vector<Tie> ties;
  for (auto [a, b] : pairs) ties.push_back({a, b, 1});
  return Network(size, std::move(ties));
}

// Node 0 is tied to all others.
inline Network Star(uint32_t size) {
  std::vector<Tie> ties;
  for (uint32_t leaf = 1; leaf < size; ++leaf) ties.push_back({0, leaf});
  return Network(size, std::move(ties));
}

inline Network Ring(uint32_t size) {
  std::vector<Tie> ties;
  for (uint32_t node = 0; node < size; ++node) ties.push_back({node, (node + 1) % size});
  return Network(size, std::move(ties));
}

inline Network Complete(uint32_t size) {
  std::vector<Tie> ties;
  for (uint32_t a = 0; a < size; ++a) {
    for (uint32_t b = a + 1; b < size; ++b) ties.push_back({a, b});
  }
  return Network(size, std::move(ties));
}

// Friends in a karate club (Zachary 1977); member 1 of the article is node 0.
inline Network KarateClub() {
  return Of(34, {{0, 1},   {0, 2},   {0, 3},   {0, 4},   {0, 5},   {0, 6},   {0, 7},   {0, 8},   {0, 10},  {0, 11},
                 {0, 12},  {0, 13},  {0, 17},  {0, 19},  {0, 21},  {0, 31},  {1, 2},   {1, 3},   {1, 7},   {1, 13},
                 {1, 17},  {1, 19},  {1, 21},  {1, 30},  {2, 3},   {2, 7},   {2, 8},   {2, 9},   {2, 13},  {2, 27},
                 {2, 28},  {2, 32},  {3, 7},   {3, 12},  {3, 13},  {4, 6},   {4, 10},  {5, 6},   {5, 10},  {5, 16},
                 {6, 16},  {8, 30},  {8, 32},  {8, 33},  {9, 33},  {13, 33}, {14, 32}, {14, 33}, {15, 32}, {15, 33},
                 {18, 32}, {18, 33}, {19, 33}, {20, 32}, {20, 33}, {22, 32}, {22, 33}, {23, 25}, {23, 27}, {23, 29},
                 {23, 32}, {23, 33}, {24, 25}, {24, 27}, {24, 31}, {25, 31}, {26, 29}, {26, 33}, {27, 33}, {28, 31},
                 {28, 33}, {29, 32}, {29, 33}, {30, 32}, {30, 33}, {31, 32}, {31, 33}, {32, 33}});
}

// Krackhardt's kite (1990): Andre, Beverley, Carol, Diane, Ed, Fernando, Garth, Heather, Ike, Jane.
inline Network Kite() {
  return Of(10, {{0, 1},
                 {0, 2},
                 {0, 3},
                 {0, 5},
                 {1, 3},
                 {1, 4},
                 {1, 6},
                 {2, 3},
                 {2, 5},
                 {3, 4},
                 {3, 5},
                 {3, 6},
                 {4, 6},
                 {5, 6},
                 {5, 7},
                 {6, 7},
                 {7, 8},
                 {8, 9}});
}

// Marriages between the families of Florence (Padgett and Ansell 1993), without Pucci, who married into none:
// Acciaiuoli, Albizzi, Barbadori, Bischeri, Castellani, Ginori, Guadagni, Lamberteschi, Medici, Pazzi, Peruzzi,
// Ridolfi, Salviati, Strozzi, Tornabuoni.
inline Network FlorentineFamilies() {
  return Of(15, {{0, 8},  {1, 5}, {1, 6},  {1, 8},  {2, 4},  {2, 8},  {3, 6},  {3, 10},  {3, 13},  {4, 10},
                 {4, 13}, {6, 7}, {6, 14}, {8, 11}, {8, 12}, {8, 14}, {9, 12}, {10, 13}, {11, 13}, {11, 14}});
}

}  // namespace samverkan

#include "services/analytics/similarity/simplest_ratio.h"

#include <algorithm>
#include <cmath>

namespace samverkan {
namespace {

constexpr double kWithin = 1e-9;
constexpr double kLeast = 1e-6;

// The simplest fraction in [low, high], 0 < low < high: the continued fraction that both have in common, then the least
// whole number between what is left of them.
Ratio SimplestBetween(double low, double high) {
  const double whole = std::floor(low);
  const auto number = static_cast<uint64_t>(whole);
  if (whole == low) return {number, 1};
  if (whole + 1 <= high) return {number + 1, 1};
  const Ratio rest = SimplestBetween(1 / (high - whole), 1 / (low - whole));
  return {number * rest.num + rest.den, rest.num};
}

}  // namespace

Ratio SimplestRatio(double value) {
  value = std::max(value, kLeast);
  return SimplestBetween(value - kWithin, value + kWithin);
}

}  // namespace samverkan

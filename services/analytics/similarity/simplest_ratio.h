// A threshold as a fraction, so that what meets it exactly is told by whole numbers.
#pragma once

#include <cstdint>

namespace samverkan {

struct Ratio {
  uint64_t num;
  uint64_t den;
};

// The fraction of least denominator within 1e-9 of `value`, 0 < value <= 1: 0.7 is 7/10 and 2.0 / 3 is 2/3, which no
// double is. What is below a millionth is taken for one.
Ratio SimplestRatio(double value);

}  // namespace samverkan

// What is wrong with a request that only an answer can tell.
#pragma once

#include <string>

namespace samverkan {

// A field's path, and why.
struct FieldProblem {
  std::string field;
  std::string text;
};

}  // namespace samverkan

#include "services/analytics/page.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace samverkan {
namespace {

constexpr size_t kDefaultSize = 20;
constexpr size_t kMostSize = 1'000;

std::string TokenOf(size_t offset, uint64_t request) {
  return absl::StrCat(offset, "-", absl::Hex(request, absl::kZeroPad16));
}

}  // namespace

Page CutPage(uint64_t request, int32_t size, absl::string_view token, size_t total,
             std::vector<FieldProblem>& problems) {
  uint64_t offset = 0;
  if (!token.empty()) {
    // One token, one text: what is written otherwise, or is of another request, is not ours.
    bool readable = absl::SimpleAtoi(token.substr(0, token.find('-')), &offset);
    if (!readable || TokenOf(offset, request) != token) {
      problems.push_back({"page_token", "not a token of this request; begin again without one"});
      return {};
    }
  }
  size_t most = size <= 0 ? kDefaultSize : std::min(static_cast<size_t>(size), kMostSize);
  Page page{.begin = std::min<size_t>(offset, total)};
  page.end = page.begin + std::min(most, total - page.begin);
  if (page.end < total) page.next_token = TokenOf(page.end, request);
  return page;
}

}  // namespace samverkan

// Pages of lists that are worked out anew for every page.
//
//   token = offset "-" request   ; the decimal place of the page's first entry, and the request's fingerprint in hex
//
// Tokens hold nothing secret and grant nothing. What comes or goes between two pages moves what follows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/analytics/field_problem.h"
#include "services/platform/rpc/page_token.h"

namespace samverkan {

// The entries [begin, end) of a list, and the token that leads on from there, empty at the end.
struct Page {
  size_t begin = 0;
  size_t end = 0;
  std::string next_token;
};

// `request`: the fingerprint of what makes requests the same. `size` of 0 is 20, and at most 1,000 are given. A token
// that is none of this request's is a problem.
Page CutPage(uint64_t request, int32_t size, absl::string_view token, size_t total,
             std::vector<FieldProblem>& problems);

// The page that `request`, as it was sent, asks for of a list of `total` entries. How much and from where on, and what
// it waits for, do not make it another request.
template <typename Request>
Page PageOf(const Request& request, size_t total, std::vector<FieldProblem>& problems) {
  Request same = request;
  same.clear_page_size();
  same.clear_page_token();
  same.clear_not_before();
  uint64_t fingerprint = Fingerprint(Request::descriptor()->full_name() + "\n" + same.SerializeAsString());
  return CutPage(fingerprint, request.page_size(), request.page_token(), total, problems);
}

// Tells the response of the page: its size and what follows.
template <typename Response>
void SetPage(const Page& page, size_t total, Response& response) {
  response.set_total_size(static_cast<int32_t>(total));
  response.set_next_page_token(page.next_token);
}

}  // namespace samverkan

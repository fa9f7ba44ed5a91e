#include "services/analytics/page.h"

#include <gtest/gtest.h>

#include "samverkan/analytics/v1/gaps.pb.h"

namespace samverkan {
namespace {

using analytics::v1::ListBreakpointCoverageRequest;
using analytics::v1::ListGapsRequest;

class PageTest : public ::testing::Test {
 protected:
  PageTest() { request_.set_parent("agencies/-"); }

  // `begin-end` of the page, or the field that is wrong.
  template <typename Request>
  std::string Range(const Request& request, size_t total) {
    std::vector<FieldProblem> problems;
    page_ = PageOf(request, total, problems);
    if (!problems.empty()) return problems[0].field;
    return std::to_string(page_.begin) + "-" + std::to_string(page_.end);
  }

  std::string TokenOf(const ListGapsRequest& request) {
    Range(request, 1'000'000);
    return page_.next_token;
  }

  ListGapsRequest request_;
  Page page_;
};

TEST_F(PageTest, GivesTwentyByDefaultAndAThousandAtMost) {
  EXPECT_EQ(Range(request_, 5'000), "0-20");
  request_.set_page_size(1'001);
  EXPECT_EQ(Range(request_, 5'000), "0-1000");
}

TEST_F(PageTest, LeadsOnToTheEnd) {
  request_.set_page_token(TokenOf(request_));
  EXPECT_EQ(Range(request_, 45), "20-40");
  request_.set_page_token(page_.next_token);
  EXPECT_EQ(Range(request_, 45), "40-45");
  EXPECT_EQ(page_.next_token, "");
}

TEST_F(PageTest, HasNoNextPageWhereTheListEndsWithThisOne) {
  EXPECT_EQ(Range(request_, 20), "0-20");
  EXPECT_EQ(page_.next_token, "");
  EXPECT_EQ(Range(request_, 0), "0-0");
}

TEST_F(PageTest, IsEmptyWhereTheListHasShrunk) {
  request_.set_page_token(TokenOf(request_));
  EXPECT_EQ(Range(request_, 3), "3-3");
  EXPECT_EQ(page_.next_token, "");
}

TEST_F(PageTest, TakesATokenWithAnotherSizeAndOtherCursors) {
  request_.set_page_token(TokenOf(request_));
  request_.set_page_size(5);
  request_.add_not_before()->set_sequence(7);
  EXPECT_EQ(Range(request_, 100), "20-25");
}

TEST_F(PageTest, RefusesATokenOfAnotherRequest) {
  std::string token = TokenOf(request_);
  ListGapsRequest other = request_;
  other.set_day("2016-01-31");
  other.set_page_token(token);
  EXPECT_EQ(Range(other, 100), "page_token");
  ListBreakpointCoverageRequest foreign;
  foreign.set_parent(request_.parent());
  foreign.set_page_token(token);
  EXPECT_EQ(Range(foreign, 100), "page_token");
}

TEST_F(PageTest, RefusesWhatIsNoToken) {
  std::string token = TokenOf(request_);
  for (std::string text : {std::string("x"), std::string("-"), std::string("20"), "0" + token, " " + token, token + "0",
                           "99999999999999999999" + token.substr(2), "-" + token}) {
    request_.set_page_token(text);
    EXPECT_EQ(Range(request_, 100), "page_token") << text;
  }
}

}  // namespace
}  // namespace samverkan

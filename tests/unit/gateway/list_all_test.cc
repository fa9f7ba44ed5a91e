#include "gateway/federation/list_all.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "test_service/v1/thing_service.pb.h"
#include "tests/support/test_gateway.h"

namespace samverkan {
namespace {

using test_service::v1::ListThingsRequest;
using test_service::v1::ListThingsResponse;
using test_service::v1::Thing;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

constexpr char kList[] = "/test_service.v1.ThingService/ListThings";
constexpr char kListBoxed[] = "/test_service.v1.ThingService/ListBoxedThings";
constexpr char kListOwners[] = "/test_service.v1.ThingService/ListOwners";
constexpr char kNowhere[] = "127.0.0.1:1";

// Owns a number of things, and lists them as a node would.
class Node {
 public:
  Node(std::string agency, int things) : agency_(std::move(agency)), things_(things), server_(MakeService()) {}

  const std::string& address() const { return server_.address(); }
  std::vector<ListThingsRequest> requests() const {
    std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  Service MakeService() {
    Service service(Thing::descriptor()->file()->service(0));
    for (const char* method : {"ListThings", "ListBoxedThings", "ListOwners"}) {
      service.Unary<ListThingsRequest, ListThingsResponse>(
          method, [this](const CallContext&, ListThingsRequest request) { return List(this, std::move(request)); });
    }
    return service;
  }

  static Task<absl::StatusOr<ListThingsResponse>> List(Node* self, ListThingsRequest request) {
    {
      std::lock_guard lock(self->mutex_);
      self->requests_.push_back(request);
    }
    if (request.filter() == "bad") co_return InvalidField("filter", "is bad.");
    int begin = 0;
    if (!request.page_token().empty() && !absl::SimpleAtoi(request.page_token(), &begin))
      co_return InvalidField("page_token", "");
    int end = std::min(begin + request.page_size(), self->things_);
    ListThingsResponse response;
    for (int i = begin; i < end; ++i) response.add_things()->set_name(absl::StrCat(self->agency_, i));
    if (end < self->things_) response.set_next_page_token(absl::StrCat(end));
    co_return response;
  }

  const std::string agency_;
  const int things_;
  mutable std::mutex mutex_;
  std::vector<ListThingsRequest> requests_;
  TestServer server_;
};

ListThingsRequest All(int page_size) {
  ListThingsRequest request;
  request.set_parent("agencies/-");
  request.set_page_size(page_size);
  return request;
}

std::vector<std::string> Names(const ListThingsResponse& response) {
  std::vector<std::string> names;
  for (const Thing& thing : response.things()) names.push_back(thing.name());
  return names;
}

// Every page there is.
std::vector<ListThingsResponse> Pages(TestGateway& gateway, ListThingsRequest request) {
  std::vector<ListThingsResponse> pages;
  do {
    auto page = gateway.Call<ListThingsResponse>(kList, request);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) break;
    pages.push_back(*page);
    request.set_page_token(page->next_page_token());
    request.set_skip(0);
  } while (!request.page_token().empty() && pages.size() < 100);
  return pages;
}

class ListAllTest : public testing::Test {
 protected:
  Node a_{"a", 3}, b_{"b", 0}, c_{"c", 7}, d_{"d", 2};
  federation::v1::Directory directory_ =
      MakeDirectory({{"a", a_.address()}, {"b", b_.address()}, {"c", c_.address()}, {"d", d_.address()}});
};

TEST_F(ListAllTest, JoinsTheMembersListsInNameOrder) {
  TestGateway gateway(directory_);
  auto pages = Pages(gateway, All(100));
  ASSERT_EQ(pages.size(), 1u);
  EXPECT_THAT(Names(pages[0]), ElementsAre("a0", "a1", "a2", "c0", "c1", "c2", "c3", "c4", "c5", "c6", "d0", "d1"));
  EXPECT_THAT(pages[0].unreachable(), IsEmpty());
}

TEST_F(ListAllTest, EveryPageButTheLastIsFullWhateverItsSize) {
  TestGateway gateway(directory_);
  std::vector<std::string> whole = Names(Pages(gateway, All(100))[0]);
  for (int size = 1; size <= 13; ++size) {
    std::vector<std::string> joined;
    auto pages = Pages(gateway, All(size));
    for (size_t i = 0; i < pages.size(); ++i) {
      EXPECT_LE(pages[i].things_size(), size);
      if (i + 1 < pages.size()) EXPECT_EQ(pages[i].things_size(), size);
      for (const std::string& name : Names(pages[i])) joined.push_back(name);
    }
    EXPECT_EQ(joined, whole) << "page size " << size;
  }
}

TEST_F(ListAllTest, SkipCountsOverTheJoinedSequence) {
  TestGateway gateway(directory_);
  std::vector<std::string> whole = Names(Pages(gateway, All(100))[0]);
  for (int skip = 0; skip <= 13; ++skip) {
    for (int size : {1, 2, 5}) {
      ListThingsRequest request = All(size);
      request.set_skip(skip);
      std::vector<std::string> joined;
      for (const auto& page : Pages(gateway, request)) {
        EXPECT_LE(page.things_size(), size);
        for (const std::string& name : Names(page)) joined.push_back(name);
      }
      size_t passed = std::min<size_t>(skip, whole.size());
      EXPECT_EQ(joined, std::vector<std::string>(whole.begin() + passed, whole.end())) << skip << " " << size;
    }
  }
}

TEST_F(ListAllTest, SkipsMoreThanAMemberGivesAtOnce) {
  Node many("m", 2'500);
  TestGateway gateway(MakeDirectory({{"m", many.address()}, {"z", d_.address()}}));
  ListThingsRequest request = All(3);
  request.set_skip(2'499);
  auto page = gateway.Call<ListThingsResponse>(kList, request);
  EXPECT_THAT(Names(*page), ElementsAre("m2499", "d0", "d1"));
}

TEST_F(ListAllTest, APageHas20RecordsByDefaultAnd1000AtMost) {
  Node many("m", 1'500);
  TestGateway gateway(MakeDirectory({{"m", many.address()}}));
  EXPECT_EQ(gateway.Call<ListThingsResponse>(kList, All(0))->things_size(), 20);
  EXPECT_EQ(gateway.Call<ListThingsResponse>(kList, All(5'000))->things_size(), 1'000);
}

TEST_F(ListAllTest, AsksEachMemberForItsOwnAndKeepsTheRest) {
  TestGateway gateway(directory_);
  ListThingsRequest request = All(100);
  request.set_parent("agencies/-/boxes/-");
  request.set_filter("text:x");
  ASSERT_TRUE(gateway.Call<ListThingsResponse>(kListBoxed, request).ok());
  EXPECT_EQ(c_.requests()[0].parent(), "agencies/c/boxes/-");
  EXPECT_EQ(c_.requests()[0].filter(), "text:x");
  EXPECT_EQ(c_.requests()[0].skip(), 0);
}

TEST_F(ListAllTest, AMethodThatNamesNoAgencyAsksAll) {
  TestGateway gateway(directory_);
  auto page = gateway.Call<ListThingsResponse>(kListOwners, ListThingsRequest());
  EXPECT_EQ(page->things_size(), 12);
}

TEST_F(ListAllTest, NamesTheAgencyThatDoesNotAnswerOnThePageWhereItsTurnComes) {
  directory_.mutable_members(2)->mutable_endpoints(0)->set_address(kNowhere);
  TestGateway gateway(directory_);
  auto pages = Pages(gateway, All(3));
  ASSERT_EQ(pages.size(), 2u);
  EXPECT_THAT(Names(pages[0]), ElementsAre("a0", "a1", "a2"));
  EXPECT_THAT(pages[0].unreachable(), IsEmpty());
  EXPECT_THAT(Names(pages[1]), ElementsAre("d0", "d1"));
  EXPECT_THAT(pages[1].unreachable(), ElementsAre("agencies/c"));
}

Task<Reply> Never(std::stop_token stop) {
  co_await Requested(stop);
  co_return Reply{grpc::Status::CANCELLED, {}};
}

TEST_F(ListAllTest, AMemberThatIsSlowIsUnreachable) {
  Service slow(Thing::descriptor()->file()->service(0));
  slow.UnaryBytes("ListThings", [](const CallContext& call, grpc::ByteBuffer) { return Never(call.stop); });
  TestServer server(slow);
  directory_.mutable_members(0)->mutable_endpoints(0)->set_address(server.address());
  TestGateway gateway(directory_, std::chrono::milliseconds(50));
  auto page = gateway.Call<ListThingsResponse>(kList, All(2));
  EXPECT_THAT(page->unreachable(), ElementsAre("agencies/a"));
  EXPECT_THAT(Names(*page), ElementsAre("c0", "c1"));
}

TEST_F(ListAllTest, AMemberWithoutThatRoomIsUnreachable) {
  directory_.mutable_members(0)->mutable_endpoints(0)->add_rooms("other");
  TestGateway gateway(directory_);
  EXPECT_THAT(gateway.Call<ListThingsResponse>(kList, All(100))->unreachable(), ElementsAre("agencies/a"));
}

TEST_F(ListAllTest, WhatEveryMemberWouldRefuseFailsTheCall) {
  TestGateway gateway(directory_);
  ListThingsRequest request = All(2);
  request.set_filter("bad");
  auto page = gateway.Call<ListThingsResponse>(kList, request);
  EXPECT_EQ(page.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(std::string(page.status().message()), "filter: is bad.");
}

TEST_F(ListAllTest, RefusesWhatCannotBeOverAllAgencies) {
  TestGateway gateway(directory_);
  ListThingsRequest ordered = All(2), negative = All(-1), back = All(2);
  ordered.set_order_by("name");
  back.set_skip(-1);
  for (const auto& request : {ordered, negative, back}) {
    auto page = gateway.Call<ListThingsResponse>(kList, request);
    EXPECT_EQ(page.status().code(), absl::StatusCode::kInvalidArgument) << request.ShortDebugString();
  }
}

TEST_F(ListAllTest, ATokenIsOfItsRequestAlone) {
  TestGateway gateway(directory_);
  ListThingsRequest request = All(2);
  auto token = gateway.Call<ListThingsResponse>(kList, request)->next_page_token();
  ASSERT_THAT(token, Not(IsEmpty()));
  request.set_page_token(token);
  request.set_page_size(5);
  EXPECT_TRUE(gateway.Call<ListThingsResponse>(kList, request).ok()) << "another page size is the same list";
  EXPECT_EQ(ReasonOf(gateway.Call<ListThingsResponse>(kListOwners, request).status()),
            type::v1::ERROR_REASON_INVALID_PAGE_TOKEN);
  request.set_filter("other");
  EXPECT_EQ(ReasonOf(gateway.Call<ListThingsResponse>(kList, request).status()),
            type::v1::ERROR_REASON_INVALID_PAGE_TOKEN);
}

TEST_F(ListAllTest, RefusesHostileTokens) {
  TestGateway gateway(directory_);
  std::string good = gateway.Call<ListThingsResponse>(kList, All(2))->next_page_token();
  std::string huge(100'000, 'A');
  for (const std::string& token : {std::string("x"), std::string("\xc3\xa5"), huge, good + "A", good.substr(1)}) {
    ListThingsRequest request = All(2);
    request.set_page_token(token);
    EXPECT_EQ(ReasonOf(gateway.Call<ListThingsResponse>(kList, request).status()),
              type::v1::ERROR_REASON_INVALID_PAGE_TOKEN);
  }
}

TEST_F(ListAllTest, GoesOnByNameWhenTheDirectoryChanges) {
  TestGateway gateway(directory_);
  ListThingsRequest request = All(4);
  auto first = gateway.Call<ListThingsResponse>(kList, request);
  EXPECT_THAT(Names(*first), ElementsAre("a0", "a1", "a2", "c0"));
  gateway.Change(MakeDirectory({{"aa", a_.address()}, {"cc", a_.address()}, {"d", d_.address()}}));
  request.set_page_token(first->next_page_token());
  EXPECT_THAT(Names(*gateway.Call<ListThingsResponse>(kList, request)), ElementsAre("a0", "a1", "a2", "d0"));
}

TEST_F(ListAllTest, InTheMidstOfAMemberOnlyThatOneIsAsked) {
  TestGateway gateway(directory_);
  ListThingsRequest request = All(5);
  auto first = gateway.Call<ListThingsResponse>(kList, request);
  request.set_page_token(first->next_page_token());
  Node other("d", 2);
  directory_.mutable_members(3)->mutable_endpoints(0)->set_address(other.address());
  gateway.Change(directory_);
  EXPECT_THAT(Names(*gateway.Call<ListThingsResponse>(kList, request)), ElementsAre("c2", "c3", "c4", "c5", "c6"));
  EXPECT_THAT(other.requests(), IsEmpty());
}

Service Broken(std::function<ListThingsResponse(const ListThingsRequest&)> answer) {
  Service service(Thing::descriptor()->file()->service(0));
  service.UnaryBytes("ListThings", [answer](const CallContext&, grpc::ByteBuffer bytes) -> Task<Reply> {
    ListThingsRequest request;
    if (!Parse(bytes, request).ok()) std::abort();
    return [](ListThingsResponse response) -> Task<Reply> {
      co_return Reply{grpc::Status::OK, Serialize(response)};
    }(answer(request));
  });
  return service;
}

TEST_F(ListAllTest, AMemberThatGivesMoreThanAskedForIsUnreachable) {
  TestServer broken(Broken([](const ListThingsRequest&) {
    ListThingsResponse response;
    for (int i = 0; i < 50; ++i) response.add_things();
    return response;
  }));
  TestGateway gateway(MakeDirectory({{"b", broken.address()}, {"c", c_.address()}}));
  auto page = gateway.Call<ListThingsResponse>(kList, All(10));
  EXPECT_THAT(page->unreachable(), ElementsAre("agencies/b"));
  EXPECT_EQ(page->things_size(), 7);
}

TEST_F(ListAllTest, AMemberThatGivesTheSameTokenForEverIsUnreachable) {
  TestServer broken(Broken([](const ListThingsRequest&) {
    ListThingsResponse response;
    response.set_next_page_token("again");
    return response;
  }));
  TestGateway gateway(MakeDirectory({{"b", broken.address()}, {"c", c_.address()}}));
  EXPECT_THAT(gateway.Call<ListThingsResponse>(kList, All(10))->unreachable(), ElementsAre("agencies/b"));
}

TEST_F(ListAllTest, APageOfLargeRecordsStaysWithinAMessage) {
  auto large = [](const ListThingsRequest& request) {
    ListThingsResponse response;
    for (int i = 0; i < std::min(request.page_size(), 5); ++i)
      response.add_things()->set_text(std::string(2'000'000, 'x'));
    return response;
  };
  TestServer one(Broken(large)), two(Broken(large));
  TestGateway gateway(MakeDirectory({{"a", one.address()}, {"b", two.address()}, {"c", d_.address()}}));
  auto pages = Pages(gateway, All(100));
  ASSERT_EQ(pages.size(), 2u);
  EXPECT_EQ(pages[0].things_size(), 5);
  EXPECT_EQ(pages[1].things_size(), 7);
}

}  // namespace
}  // namespace samverkan

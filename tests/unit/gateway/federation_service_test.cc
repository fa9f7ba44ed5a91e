#include "gateway/federation/federation_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_service/v1/thing_service.pb.h"
#include "tests/support/test_gateway.h"

namespace samverkan {
namespace {

using federation::v1::GetMemberRequest;
using federation::v1::ListMembersRequest;
using federation::v1::ListMembersResponse;
using federation::v1::Member;
using testing::ElementsAre;

constexpr char kGetMember[] = "/samverkan.federation.v1.FederationService/GetMember";
constexpr char kListMembers[] = "/samverkan.federation.v1.FederationService/ListMembers";

// A port that nobody listens on.
constexpr char kNowhere[] = "127.0.0.1:1";

Service Nothing() { return Service(test_service::v1::Thing::descriptor()->file()->service(0)); }

GetMemberRequest Named(const std::string& name) {
  GetMemberRequest request;
  request.set_name(name);
  return request;
}

std::vector<std::string> Names(const ListMembersResponse& response) {
  std::vector<std::string> names;
  for (const Member& member : response.members()) names.push_back(member.name());
  return names;
}

TEST(FederationServiceTest, TellsHowAMemberIs) {
  TestServer af(Nothing());
  federation::v1::Directory directory = MakeDirectory({{"af", af.address()}, {"fk", kNowhere}, {"half", kNowhere}});
  directory.mutable_members(2)->add_endpoints()->set_address(af.address());
  TestGateway gateway(directory);
  EXPECT_EQ(gateway.Call<Member>(kGetMember, Named("members/af"))->health(), Member::HEALTH_UNSPECIFIED);

  gateway.Probe();

  auto member = gateway.Call<Member>(kGetMember, Named("members/af"));
  ASSERT_TRUE(member.ok()) << member.status();
  EXPECT_EQ(member->health(), Member::HEALTH_SERVING);
  EXPECT_EQ(member->agency(), "agencies/af");
  EXPECT_TRUE(member->has_known_time() && member->has_age());
  auto down = gateway.Call<Member>(kGetMember, Named("members/fk"));
  EXPECT_EQ(down->health(), Member::HEALTH_UNREACHABLE);
  EXPECT_FALSE(down->has_known_time());
  EXPECT_EQ(gateway.Call<Member>(kGetMember, Named("members/half"))->health(), Member::HEALTH_DEGRADED);
}

Task<absl::StatusOr<audit::v1::SealCommitment>> Commit(int* calls) {
  audit::v1::SealCommitment commitment;
  commitment.set_digest(std::to_string(++*calls));
  // What a member may say of itself is bounded.
  if (*calls == 3) commitment.set_nonce(std::string(1000, 'x'));
  co_return commitment;
}

TEST(FederationServiceTest, KeepsWhatMembersCommitTo) {
  int calls = 0;
  Service audit = Service::Named("samverkan.audit.v1.AuditService");
  audit.Unary<audit::v1::GetSealCommitmentRequest, audit::v1::SealCommitment>(
      "GetSealCommitment", [&](const CallContext&, audit::v1::GetSealCommitmentRequest) { return Commit(&calls); });
  TestServer af(std::move(audit));
  TestServer without(Nothing());
  TestGateway gateway(MakeDirectory({{"af", af.address()}, {"fk", kNowhere}, {"old", without.address()}}));
  for (int i = 0; i < 3; ++i) gateway.AskForSeals();

  auto member = gateway.Call<Member>(kGetMember, Named("members/af"));
  ASSERT_EQ(member->seal_commitments_size(), 2);
  EXPECT_EQ(member->seal_commitments(0).address(), af.address());
  EXPECT_EQ(member->seal_commitments(0).commitment().digest(), "1");
  EXPECT_EQ(member->seal_commitments(1).commitment().digest(), "2");
  EXPECT_EQ(gateway.Call<Member>(kGetMember, Named("members/old"))->seal_commitments_size(), 0);
  auto listed = gateway.Call<ListMembersResponse>(kListMembers, ListMembersRequest());
  EXPECT_EQ(listed->members(0).seal_commitments_size(), 0);
}

TEST(FederationServiceTest, AnUnknownMemberIsNotFound) {
  TestGateway gateway(MakeDirectory({}));
  auto member = gateway.Call<Member>(kGetMember, Named("members/x"));
  EXPECT_EQ(member.status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(member.status()), type::v1::ERROR_REASON_UNKNOWN_MEMBER);
  EXPECT_EQ(gateway.Call<Member>(kGetMember, Named("agencies/x")).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(FederationServiceTest, ListsMembersInPages) {
  TestGateway gateway(MakeDirectory({{"a", kNowhere}, {"b", kNowhere}, {"c", kNowhere}, {"d", kNowhere}}));
  ListMembersRequest request;
  request.set_page_size(2);
  request.set_skip(1);
  auto first = gateway.Call<ListMembersResponse>(kListMembers, request);
  EXPECT_THAT(Names(*first), ElementsAre("members/b", "members/c"));
  request.set_skip(0);
  request.set_page_token(first->next_page_token());
  auto second = gateway.Call<ListMembersResponse>(kListMembers, request);
  EXPECT_THAT(Names(*second), ElementsAre("members/d"));
  EXPECT_EQ(second->next_page_token(), "");
}

TEST(FederationServiceTest, RefusesWrongPages) {
  TestGateway gateway(MakeDirectory({}));
  ListMembersRequest negative, forged;
  negative.set_page_size(-1);
  forged.set_page_token("x");
  EXPECT_EQ(gateway.Call<ListMembersResponse>(kListMembers, negative).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(gateway.Call<ListMembersResponse>(kListMembers, forged).status()),
            type::v1::ERROR_REASON_INVALID_PAGE_TOKEN);
}

}  // namespace
}  // namespace samverkan

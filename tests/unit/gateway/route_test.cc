#include "gateway/routing/route.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/platform/rpc/error.h"
#include "test_service/v1/thing_service.pb.h"

namespace samverkan {
namespace {

using test_service::v1::GetThingRequest;
using test_service::v1::UpdateThingRequest;
using testing::HasSubstr;

MethodPlan Plan(const char* method) {
  const auto* service = GetThingRequest::descriptor()->file()->service(0);
  return PlanMethod(*service->FindMethodByName(method));
}

std::string Get(const std::string& name) {
  GetThingRequest request;
  request.set_name(name);
  return request.SerializeAsString();
}

std::string AgencyOf(const absl::StatusOr<Target>& target) {
  if (!target.ok()) return std::string(target.status().message());
  return target->all() ? "<all>" : target->agency;
}

TEST(RouteTest, ByTheRequestsOwnBytes) {
  EXPECT_EQ(AgencyOf(RouteOf(Plan("GetThing"), "", Get("agencies/af/things/x"))), "af");
  EXPECT_EQ(AgencyOf(RouteOf(Plan("GetThing"), "", Get("agencies/af"))), "af");
}

TEST(RouteTest, ByAFieldWithinAMessage) {
  UpdateThingRequest request;
  request.mutable_thing()->set_name("agencies/fk/things/x");
  EXPECT_EQ(AgencyOf(RouteOf(Plan("UpdateThing"), "", request.SerializeAsString())), "fk");
  EXPECT_EQ(AgencyOf(RouteOf(Plan("UpdateThing"), "thing.name=agencies%2Ffk%2Fthings%2Fx", "")), "fk");
}

TEST(RouteTest, ByTheHeaderAmongItsParameters) {
  EXPECT_EQ(AgencyOf(RouteOf(Plan("GetThing"), "a=b&name=agencies%2faf%2Fthings%2Fx&c", "")), "af");
  EXPECT_EQ(AgencyOf(RouteOf(Plan("GetThing"), "name=agencies/af/things/x", Get("agencies/af/things/x"))), "af");
}

TEST(RouteTest, AHeaderWithoutTheFieldLeavesItToTheBytes) {
  EXPECT_EQ(AgencyOf(RouteOf(Plan("GetThing"), "parent=agencies%2Ffk", Get("agencies/af/things/x"))), "af");
}

TEST(RouteTest, RefusesAHeaderThatNamesAnother) {
  auto target = RouteOf(Plan("GetThing"), "name=agencies%2Ffk%2Fthings%2Fx", Get("agencies/af/things/x"));
  EXPECT_EQ(target.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(target.status()), type::v1::ERROR_REASON_INVALID_FIELD);
  EXPECT_THAT(AgencyOf(target), HasSubstr("name:"));
}

TEST(RouteTest, RefusesAHeaderThatIsNotPercentEncoded) {
  for (const char* header : {"name=%", "name=%2", "name=%zz", "name=agencies%2"}) {
    EXPECT_THAT(AgencyOf(RouteOf(Plan("GetThing"), header, "")), HasSubstr("percent")) << header;
  }
}

TEST(RouteTest, RefusesNamesThatDoNotBeginWithAnAgency) {
  for (const char* name :
       {"", "things/x", "agencies/", "agencies//things/x", "agencies", "/agencies/af", "Agencies/af"}) {
    auto target = RouteOf(Plan("GetThing"), "", Get(name));
    EXPECT_EQ(target.status().code(), absl::StatusCode::kInvalidArgument) << name;
    EXPECT_THAT(AgencyOf(target), HasSubstr("name:")) << name;
  }
}

TEST(RouteTest, RefusesBytesThatAreNoMessage) {
  auto target = RouteOf(Plan("GetThing"), "", "\xff");
  EXPECT_EQ(ReasonOf(target.status()), type::v1::ERROR_REASON_MALFORMED_REQUEST);
}

TEST(RouteTest, TheWildcardAndTheAbsenceOfAFieldAreAllAgencies) {
  EXPECT_EQ(AgencyOf(RouteOf(Plan("GetThing"), "", Get("agencies/-/things/x"))), "<all>");
  EXPECT_EQ(AgencyOf(RouteOf(Plan("ListOwners"), "", "")), "<all>");
}

}  // namespace
}  // namespace samverkan

#include "services/actors/actor_registry_service.h"

#include <gtest/gtest.h>

#include "samverkan/actors/v1/actor_registry_service.pb.h"
#include "tests/support/direct_calls.h"
#include "tests/support/note_room.h"
#include "tests/support/status.h"
#include "tests/support/test_slice.h"

namespace samverkan {
namespace {

using actors::v1::Agency;
using actors::v1::GetAgencyRequest;
using actors::v1::ListAgenciesRequest;
using actors::v1::ListAgenciesResponse;
using actors::v1::UpdateAgencyRequest;

class ActorRegistryTest : public ::testing::Test {
 protected:
  ActorRegistryTest() { EXPECT_TRUE(Await(CreateOwnAgency(*room_)).ok()); }

  TestSlice slice_;
  std::unique_ptr<Room> room_ = MakeActorRegistry(slice_.slice());
  Service service_ = room_->MakeService();
  DirectCaller owner_{service_, "af"};
  DirectCaller outsider_{service_, "fk"};
};

TEST_F(ActorRegistryTest, HasItsOwnAgencyFromTheBeginning) {
  auto agency = outsider_.Call<Agency>("GetAgency", FromText<GetAgencyRequest>("name: 'agencies/af'"));
  ASSERT_TRUE(agency.ok()) << agency.status();
  EXPECT_EQ(agency->display_name(), "af");
  auto list = outsider_.Call<ListAgenciesResponse>("ListAgencies", ListAgenciesRequest());
  ASSERT_EQ(list->agencies_size(), 1);
  EXPECT_EQ(list->agencies(0).SerializeAsString(), agency->SerializeAsString());
}

TEST_F(ActorRegistryTest, LeavesItsAgencyAsItIsAtALaterStart) {
  auto update = FromText<UpdateAgencyRequest>("agency { name: 'agencies/af' display_name: 'Arbetsförmedlingen' }");
  ASSERT_TRUE(owner_.Call<Agency>("UpdateAgency", update).ok());
  ASSERT_TRUE(Await(CreateOwnAgency(*room_)).ok());
  auto agency = owner_.Call<Agency>("GetAgency", FromText<GetAgencyRequest>("name: 'agencies/af'"));
  EXPECT_EQ(agency->display_name(), "Arbetsförmedlingen");
}

TEST_F(ActorRegistryTest, KnowsNoOtherAgency) {
  EXPECT_EQ(Told(owner_.Call<Agency>("GetAgency", FromText<GetAgencyRequest>("name: 'agencies/fk'"))),
            "NOT_FOUND WRONG_OWNER name");
  EXPECT_EQ(Told(owner_.Call<Agency>("GetAgency", FromText<GetAgencyRequest>("name: 'agencies/-'"))),
            "INVALID_ARGUMENT INVALID_FIELD name");
  auto update =
      FromText<UpdateAgencyRequest>("agency { name: 'agencies/fk' display_name: 'x' kind: ORGANISATION_KIND_OTHER }");
  EXPECT_EQ(Told(owner_.Call<Agency>("UpdateAgency", update)), "NOT_FOUND WRONG_OWNER agency.name");
}

}  // namespace
}  // namespace samverkan

#include "services/platform/rpc/service.h"

#include <gtest/gtest.h>

#include "tests/unit/platform/rpc/notes.h"

namespace samverkan {
namespace {

Task<Reply> Nothing(const CallContext&, grpc::ByteBuffer) { co_return Reply(); }

class ServiceDeathTest : public ::testing::Test {
 protected:
  // A new process, since gRPC's threads of other tests do not survive a fork.
  ServiceDeathTest() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(ServiceDeathTest, EndsTheProcessForAServiceThatIsNotCompiledIn) {
  EXPECT_DEATH(Service::Named("samverkan.nothing.v1.NoService"), "no such service.*NoService");
}

TEST_F(ServiceDeathTest, EndsTheProcessForAMethodThatTheServiceLacks) {
  Service service = Service::Named(kNoteService);
  EXPECT_DEATH(service.UnaryBytes("Ecko", Nothing), "no such method.*NoteService/Ecko");
}

TEST_F(ServiceDeathTest, EndsTheProcessForAHandlerOfAnotherKind) {
  Service service = Service::Named(kNoteService);
  EXPECT_DEATH(service.UnaryBytes("Repeat", Nothing), "no such method of this kind");
}

}  // namespace
}  // namespace samverkan

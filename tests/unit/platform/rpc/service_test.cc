#include "services/platform/rpc/service.h"

#include <gtest/gtest.h>

#include "tests/unit/platform/rpc/notes.h"

namespace samverkan {
namespace {

Task<Reply> Nothing(const CallContext&, grpc::ByteBuffer) { co_return Reply(); }

TEST(ServiceDeathTest, EndsTheProcessForAServiceThatIsNotCompiledIn) {
  EXPECT_DEATH(Service::Named("samverkan.nothing.v1.NoService"), "no such service.*NoService");
}

TEST(ServiceDeathTest, EndsTheProcessForAMethodThatTheServiceLacks) {
  Service service = Service::Named(kNoteService);
  EXPECT_DEATH(service.UnaryBytes("Ecko", Nothing), "no such method.*NoteService/Ecko");
}

TEST(ServiceDeathTest, EndsTheProcessForAHandlerOfAnotherKind) {
  Service service = Service::Named(kNoteService);
  EXPECT_DEATH(service.UnaryBytes("Repeat", Nothing), "no such method of this kind");
}

}  // namespace
}  // namespace samverkan

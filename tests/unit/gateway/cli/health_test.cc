// `samverkan health`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "gateway/cli/verbs.h"
#include "services/platform/rpc/server.h"
#include "tests/unit/gateway/cli/testing.h"

namespace samverkan::cli {
namespace {

using testing::HasSubstr;

class HealthTest : public testing::Test {
 protected:
  HealthTest() { EXPECT_TRUE(server_.Begin().ok()); }
  ~HealthTest() override { server_.Shutdown(); }

  int Health(const Arguments& arguments) {
    Session session{.contract = TheContract(), .connection = connection_, .agency = "", .out = out_, .err = err_};
    return RunHealth(session, arguments);
  }

  Server server_{{.name = "fake", .drain = std::chrono::milliseconds(100)}};
  Connection connection_{TheContract(), {.address = "127.0.0.1:0"}};
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(HealthTest, SaysNothingWhenTheServerServes) {
  EXPECT_EQ(Health({server_.address()}), kOk);
  EXPECT_EQ(out_.str() + err_.str(), "");
}

TEST_F(HealthTest, AsksAboutOneServiceOfIt) {
  server_.SetHealth("samverkan.analytics", false);
  EXPECT_EQ(Health({server_.address(), "samverkan.analytics"}), kFailed);
  EXPECT_THAT(err_.str(), HasSubstr("does not serve"));
  server_.SetHealth("samverkan.analytics", true);
  EXPECT_EQ(Health({server_.address(), "samverkan.analytics"}), kOk);
  EXPECT_EQ(Health({server_.address(), "nobody.knows"}), kFailed);
}

TEST_F(HealthTest, FailsWhereNobodyAnswers) {
  std::string address = server_.address();
  server_.Shutdown();
  EXPECT_EQ(Health({address}), kFailed);
  EXPECT_THAT(err_.str(), HasSubstr(address));
}

TEST_F(HealthTest, NeedsAnAddress) {
  EXPECT_EQ(Health({}), kUsage);
  EXPECT_EQ(Health({"a", "b", "c"}), kUsage);
}

}  // namespace
}  // namespace samverkan::cli

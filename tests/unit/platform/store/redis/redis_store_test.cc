#include "services/platform/store/redis/redis_store.h"

#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/support/redis_server.h"
#include "tests/unit/platform/store/store_suite.h"

namespace samverkan {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

RedisAddress AddressOf(RedisEndpoint endpoint) {
  return {.kind = RedisAddress::Kind::kSingle, .endpoints = {std::move(endpoint)}, .name = ""};
}

class RedisForm : public StoreForm {
 public:
  explicit RedisForm(bool by_socket) : by_socket_(by_socket) {}
  std::unique_ptr<Store> Open(std::function<absl::Time()> now) override {
    auto store = OpenRedisStore(
        {.address = AddressOf(by_socket_ ? server_.socket() : server_.tcp()), .agency = "af", .now = std::move(now)});
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }

 private:
  const bool by_socket_;
  RedisServer server_;
};

std::unique_ptr<StoreForm> NewRedisByTcp() { return std::make_unique<RedisForm>(false); }
std::unique_ptr<StoreForm> NewRedisBySocket() { return std::make_unique<RedisForm>(true); }

INSTANTIATE_TEST_SUITE_P(RedisByTcp, StoreSuite, ::testing::Values(&NewRedisByTcp));
INSTANTIATE_TEST_SUITE_P(RedisBySocket, StoreSuite, ::testing::Values(&NewRedisBySocket));

}  // namespace
}  // namespace samverkan

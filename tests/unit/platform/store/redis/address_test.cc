#include "services/platform/store/redis/address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace samverkan {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Kind = RedisAddress::Kind;

RedisEndpoint At(std::string host, int port) { return {.host = std::move(host), .port = port, .path = ""}; }

TEST(RedisAddressTest, ReadsOneServer) {
  RedisAddress address = *ParseRedisAddress("redis://redis-af:6379");
  EXPECT_EQ(address.kind, Kind::kSingle);
  EXPECT_THAT(address.endpoints, ElementsAre(At("redis-af", 6379)));
}

TEST(RedisAddressTest, ReadsAnIpv6Address) {
  EXPECT_THAT(ParseRedisAddress("redis://[::1]:6379")->endpoints, ElementsAre(At("::1", 6379)));
}

TEST(RedisAddressTest, ReadsASocket) {
  RedisAddress address = *ParseRedisAddress("redis+unix:///run/redis.sock");
  EXPECT_EQ(address.kind, Kind::kSingle);
  EXPECT_EQ(address.endpoints.front().path, "/run/redis.sock");
}

TEST(RedisAddressTest, ReadsSentinels) {
  RedisAddress address = *ParseRedisAddress("redis+sentinel://a:26379,b:26379/af");
  EXPECT_EQ(address.kind, Kind::kSentinel);
  EXPECT_EQ(address.name, "af");
  EXPECT_THAT(address.endpoints, ElementsAre(At("a", 26379), At("b", 26379)));
}

TEST(RedisAddressTest, ReadsTheNodesOfACluster) {
  RedisAddress address = *ParseRedisAddress("redis+cluster://a:1,b:2");
  EXPECT_EQ(address.kind, Kind::kCluster);
  EXPECT_THAT(address.endpoints, ElementsAre(At("a", 1), At("b", 2)));
}

TEST(RedisAddressTest, TellsWhatStaysOnThisMachine) {
  EXPECT_TRUE(ParseRedisAddress("redis+unix:///s")->endpoints.front().local());
  EXPECT_TRUE(ParseRedisAddress("redis://127.0.0.1:1")->endpoints.front().local());
  EXPECT_FALSE(ParseRedisAddress("redis://192.0.2.1:1")->endpoints.front().local());
}

class MalformedAddressTest : public ::testing::TestWithParam<const char*> {};

TEST_P(MalformedAddressTest, IsRefusedAndNamed) {
  absl::StatusOr<RedisAddress> address = ParseRedisAddress(GetParam());
  EXPECT_EQ(address.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(address.status().message()), HasSubstr("HOST:PORT"));
}

INSTANTIATE_TEST_SUITE_P(All, MalformedAddressTest,
                         ::testing::Values("", "redis", "http://a:1", "redis://", "redis://a",
                                           "redis://a:", "redis://:1", "redis://a:0", "redis://a:65536", "redis://a:1x",
                                           "redis://a:1,b:2", "redis+unix://relative", "redis+sentinel://a:1",
                                           "redis+sentinel://a:1/", "redis+cluster://a:1,", "redis+cluster://,a:1"));

}  // namespace
}  // namespace samverkan

// A slice on a real Redis, and what is asked of it.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/platform/store/redis/redis_store.h"
#include "tests/support/redis_server.h"
#include "tests/unit/platform/store/store_suite.h"

namespace samverkan {

constexpr auto kUnavailable = absl::StatusCode::kUnavailable;

inline RedisAddress AddressOf(RedisEndpoint endpoint) {
  return {.kind = RedisAddress::Kind::kSingle, .endpoints = {std::move(endpoint)}, .name = ""};
}

// A slice of the agency `af`; `patience` is for a Redis that is to be found away.
inline std::unique_ptr<Store> OpenAt(RedisAddress address,
                                     std::chrono::milliseconds patience = std::chrono::seconds(20), int replicas = 0) {
  auto store =
      OpenRedisStore({.address = std::move(address), .agency = "af", .replicas = replicas, .patience = patience});
  EXPECT_TRUE(store.ok()) << store.status();
  return store.ok() ? *std::move(store) : nullptr;
}

inline RequestRecord Kept(std::string id) {
  return {.id = std::move(id), .response = "answer", .expire_time = absl::Now() + absl::Hours(24)};
}

// Writes one record after another, each with a request id, until it is stopped. A write whose answer was lost is asked
// again, as a client would.
class Writer {
 public:
  explicit Writer(Store& store) : writing_(Run(&store, stop_.get_token(), &acknowledged_)) {}

  // Ends it. Every record that was acknowledged, by its number.
  int Stop() {
    stop_.request_stop();
    writing_.Wait();
    return acknowledged_;
  }
  int acknowledged() const { return acknowledged_; }

  static std::string Key(int number) { return absl::StrCat("r", number); }

 private:
  static Task<bool> Run(Store* store, std::stop_token stop, std::atomic<int>* acknowledged) {
    while (!stop.stop_requested()) {
      int number = *acknowledged;
      auto committed = co_await store->Commit(
          {.room = kRoom, .writes = {Put(Key(number), "", SharedEntry::kWritten)}, .request = Kept(Key(number))});
      if (committed.ok() || absl::IsAlreadyExists(committed.status())) ++*acknowledged;
    }
    co_return true;
  }

  std::stop_source stop_;
  std::atomic<int> acknowledged_{0};
  Begun<bool> writing_;
};

// Waits for what others bring about.
template <typename Condition>
void Until(Condition condition) {
  auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!condition()) {
    ASSERT_LT(std::chrono::steady_clock::now(), end) << "it does not come about";
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

// How many of a writer's records the store lacks, of those that it acknowledged.
inline int Lacking(Store& store, int acknowledged) {
  int lacking = 0;
  for (int i = 0; i < acknowledged; ++i) lacking += ValueOf(store, Writer::Key(i)).has_value() ? 0 : 1;
  return lacking;
}

}  // namespace samverkan

#include "services/platform/async/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "services/platform/async/task.h"

namespace samverkan {
namespace {

TEST(WorkerPoolTest, FinishesWhatWasPosted) {
  std::atomic<int> done{0};
  {
    WorkerPool pool(2);
    for (int i = 0; i < 1'000; ++i) pool.Post([&] { ++done; });
  }
  EXPECT_EQ(done, 1'000);
}

TEST(WorkerPoolTest, TellsHowMuchNoThreadHasTaken) {
  std::promise<void> taken, free;
  WorkerPool pool(1);
  pool.Post([&] {
    taken.set_value();
    free.get_future().wait();
  });
  taken.get_future().wait();
  EXPECT_EQ(pool.waiting(), 0);
  for (int i = 0; i < 3; ++i) pool.Post([] {});
  EXPECT_EQ(pool.waiting(), 3);
  free.set_value();
}

TEST(WorkerPoolTest, SwitchGoesOnOnAnotherThread) {
  std::thread::id thread;
  {
    WorkerPool pool(1);
    auto task = [](WorkerPool* pool) -> Task<std::thread::id> {
      co_await pool->Switch();
      co_return std::this_thread::get_id();
    };
    Start(task(&pool), [&](std::thread::id id) { thread = id; });
  }
  EXPECT_NE(thread, std::thread::id());
  EXPECT_NE(thread, std::this_thread::get_id());
}

}  // namespace
}  // namespace samverkan

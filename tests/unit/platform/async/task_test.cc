#include "services/platform/async/task.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>

#include "services/platform/async/completion.h"
#include "services/platform/async/when_all.h"

namespace samverkan {
namespace {

using ::testing::ElementsAre;

Task<int> Return(int value) { co_return value; }

// Runs a task that is known to end on this thread.
template <typename T>
T RunInline(Task<T> task) {
  std::optional<T> result;
  Start(std::move(task), [&](T value) { result.emplace(std::move(value)); });
  return std::move(*result);
}

TEST(TaskTest, GivesItsValueToWhoeverAwaitsIt) {
  auto sum = []() -> Task<int> { co_return co_await Return(2) + co_await Return(3); };
  EXPECT_EQ(RunInline(sum()), 5);
}

TEST(TaskTest, DoesNotBeginBeforeItIsAwaited) {
  bool begun = false;
  auto begin = [](bool* begun) -> Task<bool> {
    *begun = true;
    co_return true;
  };
  {
    Task<bool> task = begin(&begun);
    EXPECT_FALSE(begun);
  }
  EXPECT_FALSE(begun);
}

TEST(TaskTest, AMillionInlineCompletionsDoNotGrowTheStack) {
  auto count = []() -> Task<int> {
    int sum = 0;
    for (int i = 0; i < 1'000'000; ++i) sum += co_await Return(1);
    co_return sum;
  };
  EXPECT_EQ(RunInline(count()), 1'000'000);
}

struct Aggregate {
  std::shared_ptr<int> owned;
  std::string name;
};

Task<long> UseCountOf(Aggregate aggregate) { co_return aggregate.owned.use_count(); }

TEST(TaskTest, FreesAnAggregateArgumentOnce) {
  auto owned = std::make_shared<int>(1);
  auto call = [](std::shared_ptr<int> owned) -> Task<long> {
    co_return co_await UseCountOf({.owned = owned, .name = "a name too long for the small-string buffer"});
  };
  EXPECT_GE(RunInline(call(owned)), 2);
  EXPECT_EQ(owned.use_count(), 1);
}

Task<int> Call(std::function<int()> function) { co_return function(); }

TEST(TaskTest, FreesALambdaArgumentsCapturesOnce) {
  auto owned = std::make_shared<int>(7);
  auto call = [](std::shared_ptr<int> owned) -> Task<int> { co_return co_await Call([owned] { return *owned; }); };
  EXPECT_EQ(RunInline(call(owned)), 7);
  EXPECT_EQ(owned.use_count(), 1);
}

TEST(CompletionTest, ResumesACoroutineThatCameFirst) {
  Completion<int> completion;
  int result = 0;
  auto await = [](Completion<int> completion) -> Task<int> { co_return co_await completion; };
  Start(await(completion), [&](int value) { result = value; });
  EXPECT_EQ(result, 0);
  completion.Set(4);
  EXPECT_EQ(result, 4);
}

TEST(CompletionTest, LosesNoValueWhenSetAndAwaitRace) {
  auto await = [](Completion<int> completion) -> Task<int> { co_return co_await completion; };
  for (int i = 0; i < 2'000; ++i) {
    Completion<int> completion;
    std::atomic<int> result{-1};
    std::thread setter([completion, i] { completion.Set(i); });
    Start(await(completion), [&](int value) { result = value; });
    setter.join();
    ASSERT_EQ(result, i);
  }
}

// Hands the value over, so that the coroutine's own share of it may be the last.
Task<void> AwaitAlone(Completion<int> completion, std::atomic<Completion<int>*>* handed_over) {
  Completion<int> own = std::exchange(completion, {});
  *handed_over = new Completion<int>(own);
  co_await std::move(own);
}

TEST(CompletionTest, ACoroutineMayEndOnAnotherThreadWhileItSuspends) {
  std::atomic<Completion<int>*> handed_over = nullptr;
  std::atomic<int> ended = 0;
  constexpr int kTimes = 20'000;
  std::thread setter([&] {
    while (ended < kTimes) {
      Completion<int>* there = handed_over.exchange(nullptr);
      if (there == nullptr) continue;
      Completion<int> completion = std::move(*there);
      delete there;
      completion.Set(1);
    }
  });
  for (int i = 0; i < kTimes; ++i) {
    Start(AwaitAlone({}, &handed_over), [&ended] { ++ended; });
    while (ended <= i) std::atomic_signal_fence(std::memory_order_seq_cst);
  }
  setter.join();
}

TEST(WhenAllTest, KeepsTheOrderOfTheTasks) {
  Completion<int> late;
  auto await = [](Completion<int> completion) -> Task<int> { co_return co_await completion; };
  std::vector<Task<int>> tasks;
  tasks.push_back(await(late));
  tasks.push_back(Return(2));
  std::vector<int> results;
  Start(WhenAll(std::move(tasks)), [&](std::vector<int> values) { results = values; });
  EXPECT_TRUE(results.empty());
  late.Set(1);
  EXPECT_THAT(results, ElementsAre(1, 2));
}

TEST(WhenAllTest, OfNothingIsNothing) { EXPECT_TRUE(RunInline(WhenAll(std::vector<Task<int>>())).empty()); }

}  // namespace
}  // namespace samverkan

#include "services/analytics/columns/append_only.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>

namespace samverkan {
namespace {

using Numbers = AppendOnly<uint32_t>;

void AddUpTo(size_t size, Numbers& numbers) {
  while (numbers.size() < size) numbers.Add(static_cast<uint32_t>(numbers.size() * 7));
}

// Whether a run lies in one piece.
bool IsOnePiece(const Numbers& numbers, size_t begin, size_t count) {
  return &numbers[begin + count - 1] == &numbers[begin] + (count - 1);
}

TEST(AppendOnlyTest, KeepsWhatWasAddedAsItGrows) {
  Numbers numbers;
  AddUpTo(10 * Numbers::kFirst, numbers);
  EXPECT_EQ(numbers.size(), 10 * Numbers::kFirst);
  for (size_t i = 0; i < numbers.size(); ++i) ASSERT_EQ(numbers[i], i * 7);
}

TEST(AppendOnlyTest, MovesNothing) {
  Numbers numbers;
  numbers.Add(7);
  const uint32_t* first = &numbers[0];
  AddUpTo(10 * Numbers::kFirst, numbers);
  EXPECT_EQ(&numbers[0], first);
}

TEST(AppendOnlyTest, IsChangedInPlace) {
  Numbers numbers;
  AddUpTo(Numbers::kFirst + 1, numbers);
  numbers[Numbers::kFirst] = 5;
  EXPECT_EQ(numbers[Numbers::kFirst], 5u);
}

TEST(AppendOnlyTest, TakesValuesThatCannotBeCopied) {
  AppendOnly<std::unique_ptr<std::string>> texts;
  texts.Add(std::make_unique<std::string>("a"));
  EXPECT_EQ(*texts[0], "a");
}

TEST(AppendOnlyTest, BeginsARunWhereItFits) {
  Numbers numbers;
  AddUpTo(Numbers::kFirst - 2, numbers);
  EXPECT_EQ(numbers.BeginRun(2), Numbers::kFirst - 2);
}

TEST(AppendOnlyTest, PassesOverWhatIsTooShortForARun) {
  Numbers numbers;
  AddUpTo(Numbers::kFirst - 2, numbers);
  size_t begin = numbers.BeginRun(3);
  EXPECT_EQ(begin, Numbers::kFirst);
  for (uint32_t i = 0; i < 3; ++i) numbers.Add(i);
  EXPECT_EQ(numbers[begin + 2], 2u);
  EXPECT_EQ(numbers[Numbers::kFirst - 3], (Numbers::kFirst - 3) * 7) << "what was there before";
}

TEST(AppendOnlyTest, LaysEveryRunInOnePiece) {
  Numbers numbers;
  for (size_t count : {1u, 5000u, 8192u, 3u, 8191u, 8000u, 4097u, 8192u, 8192u, 7777u, 8192u, 1u, 8192u}) {
    size_t begin = numbers.BeginRun(count);
    for (size_t i = 0; i < count; ++i) numbers.Add(static_cast<uint32_t>(i));
    EXPECT_TRUE(IsOnePiece(numbers, begin, count)) << begin << " " << count;
    EXPECT_EQ(numbers[begin + count - 1], count - 1);
  }
}

TEST(AppendOnlyTest, IsReadWhileItIsAddedTo) {
  Numbers numbers;
  std::atomic<size_t> told = 0;
  std::jthread writer([&] {
    while (numbers.size() < 5 * Numbers::kFirst) {
      AddUpTo(numbers.size() + 100, numbers);
      told.store(numbers.size(), std::memory_order_release);
    }
  });
  for (size_t known = 0; known < 5 * Numbers::kFirst;) {
    known = told.load(std::memory_order_acquire);
    for (size_t i = known / 2; i < known; i += 97) ASSERT_EQ(numbers[i], i * 7);
  }
}

}  // namespace
}  // namespace samverkan

#include "services/analytics/columns/versioned.h"

#include <gtest/gtest.h>

#include <vector>

namespace samverkan {
namespace {

// Counts how often it was copied.
struct Counted {
  Counted() = default;
  Counted(const Counted& other) : number(other.number), copies(other.copies + 1) {}
  Counted& operator=(const Counted&) = default;
  int number = 0;
  int copies = 0;
};

TEST(VersionedTest, IsChangedInPlaceWhileNobodyKeepsIt) {
  Versioned<Counted> value;
  for (int i = 1; i <= 3; ++i) value.Change(0).number = i;
  EXPECT_EQ(value->number, 3);
  EXPECT_EQ(value->copies, 0);
}

TEST(VersionedTest, StaysAsItWasWhereItIsKept) {
  Versioned<Counted> value;
  value.Change(0).number = 1;
  Versioned<Counted> kept = value;
  value.Change(1).number = 2;
  EXPECT_EQ(kept->number, 1);
  EXPECT_EQ(value->number, 2);
}

TEST(VersionedTest, CostsNothingToKeep) {
  Versioned<Counted> value;
  value.Change(0).number = 1;
  Versioned<Counted> kept = value;
  EXPECT_EQ(&*kept, &*value);
}

TEST(VersionedTest, IsCopiedOnceForASnapshot) {
  Versioned<Counted> value;
  Versioned<Counted> kept = value;
  for (int i = 1; i <= 3; ++i) value.Change(1).number = i;
  EXPECT_EQ(value->copies, 1);
}

TEST(VersionedTest, IsCopiedOnceForSnapshotsOfWhichItDidNotChange) {
  Versioned<Counted> value;
  std::vector<Versioned<Counted>> kept(5, value);
  value.Change(5).number = 1;
  value.Change(5).number = 2;
  EXPECT_EQ(value->copies, 1);
}

TEST(VersionedTest, KeepsEveryVersionThatIsKept) {
  Versioned<Counted> value;
  std::vector<Versioned<Counted>> kept;
  for (int i = 0; i < 5; ++i) {
    value.Change(static_cast<uint64_t>(i)).number = i;
    kept.push_back(value);
  }
  for (int i = 0; i < 5; ++i) EXPECT_EQ(kept[static_cast<size_t>(i)]->number, i);
}

}  // namespace
}  // namespace samverkan

#include "gateway/cli/watch_state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/gateway/cli/testing.h"

namespace samverkan::cli {
namespace {

using changes::v1::WatchChangesResponse;
using testing::IsEmpty;
using testing::SizeIs;

WatchChangesResponse Step(WatchChangesResponse::Kind kind, int64_t sequence, const std::string& room = "meetings") {
  WatchChangesResponse response;
  response.set_kind(kind);
  response.mutable_cursor()->set_agency("agencies/af");
  response.mutable_cursor()->set_room(room);
  response.mutable_cursor()->set_epoch("e");
  response.mutable_cursor()->set_sequence(sequence);
  return response;
}

TEST(WatchStateTest, HasNoPlaceWithinASnapshot) {
  WatchState state("");
  state.Take(Step(WatchChangesResponse::KIND_CHANGE, 0));
  EXPECT_THAT(state.Cursors(), IsEmpty());
  state.Take(Step(WatchChangesResponse::KIND_SNAPSHOT_END, 7));
  state.Take(Step(WatchChangesResponse::KIND_CHANGE, 8));
  state.Take(Step(WatchChangesResponse::KIND_UNREACHABLE, 0));
  ASSERT_THAT(state.Cursors(), SizeIs(1));
  EXPECT_EQ(state.Cursors()[0].sequence(), 8);
  state.Take(Step(WatchChangesResponse::KIND_RESET, 0));
  EXPECT_THAT(state.Cursors(), IsEmpty());
}

TEST(WatchStateTest, GoesOnWhereTheFileSays) {
  TemporaryFolder folder;
  WatchState state(folder.Path("cursors"));
  ASSERT_TRUE(state.Load().ok()) << "no file yet";
  state.Take(Step(WatchChangesResponse::KIND_PROGRESS, 3, "actors"));
  state.Take(Step(WatchChangesResponse::KIND_SNAPSHOT_END, 0));
  ASSERT_TRUE(state.Save().ok());
  WatchState later(folder.Path("cursors"));
  ASSERT_TRUE(later.Load().ok());
  EXPECT_THAT(later.Cursors(), SizeIs(2));
  EXPECT_EQ(later.Cursors()[0].sequence(), 3);
  WatchState broken(folder.Write("broken", "{"));
  EXPECT_TRUE(absl::IsDataLoss(broken.Load()));
}

}  // namespace
}  // namespace samverkan::cli

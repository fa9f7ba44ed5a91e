// What an outsider sees is byte-equal whether or not private records were written in between.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/support/status.h"
#include "tests/unit/platform/resource/feed_reader.h"

namespace samverkan {
namespace {

using samverkantest::notes::v1::ListNotesResponse;

constexpr int kIds = 12;
constexpr int kSteps = 60;

// One run: shared writes that the seed decides, with private ones between them or not, and all that `fk` can learn.
class Story {
 public:
  Story(unsigned seed, bool with_private)
      : shared_(seed), private_(seed + 1'000), with_private_(with_private), feed_(room_, "fk") {
    Learn("snapshot of nothing", Read(1));
    for (int step = 0; step < kSteps; ++step) {
      WritePrivately();
      WriteShared();
      WritePrivately();
      room_.slice().Advance(absl::Seconds(1));
      if (step % 10 == 9) LookAround();
    }
    ReadFeedsAnew();
  }

  const std::vector<std::string>& learnt() const { return learnt_; }
  int64_t own_end() { return room_.LogEnd(LogKind::kOwn); }

 private:
  static constexpr char kShown[] = "visibility: VISIBILITY_FEDERATION";
  static constexpr char kHidden[] = "visibility: VISIBILITY_AGENCY";

  int Pick(std::mt19937& random, int below) { return static_cast<int>(random() % below); }

  void Learn(const std::string& what, std::string bytes) {
    // The epochs are random.
    std::string epoch = EndOf(room_, LogKind::kShared).epoch;
    learnt_.push_back(absl::StrCat(what, ": ", absl::StrReplaceAll(bytes, {{epoch, "<epoch>"}})));
  }
  void LearnAnswer(const std::string& method, const std::string& request) {
    DirectAnswer answer = room_.outsider().Call(method, NoteRoom::Request(method, request));
    std::string trailers;
    for (const auto& [key, value] : answer.trailers) absl::StrAppend(&trailers, key, "=", value, ";");
    Learn(absl::StrCat(method, " ", request), absl::StrCat(answer.bytes, "|", answer.status.error_message(), "|",
                                                           answer.status.error_details(), "|", trailers));
  }

  // The next steps of the feed that is open all the time.
  std::string Read(int count) {
    std::string bytes;
    for (int i = 0; i < count; ++i) bytes += feed_.Next()->SerializeAsString();
    return bytes;
  }

  // Ids stand between each other's in the order of names.
  std::string SharedId(int i) { return absl::StrCat("n", i, "s"); }
  std::string PrivateId(int i) { return absl::StrCat("n", i, "p"); }
  std::string Name(const std::string& id) { return absl::StrCat("'agencies/af/notes/", id, "'"); }
  void Delete(const std::string& id) { room_.Told("DeleteNote", absl::StrCat("allow_missing: true name: ", Name(id))); }

  void WriteShared() {
    std::string id = SharedId(Pick(shared_, kIds));
    int64_t before = room_.LogEnd(LogKind::kShared);
    std::string title = absl::StrCat("title: 't", Pick(shared_, 3), "' ");
    switch (Pick(shared_, 6)) {
      case 0:
        Delete(id);
        break;
      case 1:
        room_.Update(id, title + kHidden).status().IgnoreError();
        break;
      case 2:
        LearnAnswer("CreateNote", absl::StrCat("parent: 'agencies/af' note_id: '", id, "' note { ", title,
                                               " state: STATE_DRAFT } request_id: '123e4567-e89b-42d3-a456-",
                                               100'000'000'000 + before, "'"));
        break;
      default:
        room_.Create(id, title).status().IgnoreError();
        room_.Update(id, title + kShown).status().IgnoreError();
    }
    int64_t after = room_.LogEnd(LogKind::kShared);
    // Before the next write, since a change is told with the resource as it then stands.
    Learn("feed", Read(static_cast<int>(after - before)));
  }

  void WritePrivately() {
    if (!with_private_) return;
    for (int i = Pick(private_, 4); i > 0; --i) {
      std::string id = PrivateId(Pick(private_, kIds));
      std::string title = absl::StrCat("title: 'secret", Pick(private_, 5), "' ");
      switch (Pick(private_, 4)) {
        case 0:
          Delete(id);
          break;
        case 1:
          room_.Told("BatchUpdateNotes",
                     absl::StrCat("parent: 'agencies/af' allow_missing: true requests { note { name: ", Name(id),
                                  " state: STATE_DRAFT ", title, kHidden, " } } requests { note { name: ",
                                  Name(id + "2"), " state: STATE_DRAFT ", title, kHidden, "} }"));
          break;
        case 2:
          room_.Update(id, title).status().IgnoreError();
          break;
        default:
          room_.Create(id, title + kHidden).status().IgnoreError();
      }
    }
  }

  void LookAround() {
    for (const std::string& query : {std::string(), std::string("filter: 'title != t1' "),
                                     std::string("order_by: 'title desc, update_time' "), std::string("skip: 2 ")}) {
      std::string token;
      do {
        std::string request = absl::StrCat("parent: 'agencies/af' page_size: 3 ", query,
                                           token.empty() ? "" : "page_token: '", token, token.empty() ? "" : "'");
        LearnAnswer("ListNotes", request);
        ListNotesResponse page;
        page.ParseFromString(room_.outsider().Call("ListNotes", NoteRoom::Request("ListNotes", request)).bytes);
        token = page.next_page_token();
      } while (!token.empty());
    }
    for (int i = 0; i < kIds; ++i) {
      for (const std::string& id : {SharedId(i), PrivateId(i)}) {
        LearnAnswer("GetNote", absl::StrCat("name: ", Name(id)));
        LearnAnswer("BatchGetNotes", absl::StrCat("parent: 'agencies/af' names: ", Name(id)));
      }
    }
  }

  void ReadFeedsAnew() {
    LogPlace end = EndOf(room_, LogKind::kShared);
    FeedReader snapshot(room_, "fk");
    std::string bytes;
    for (auto step = snapshot.Next(); step; step = snapshot.Next()) {
      bytes += step->SerializeAsString();
      if (step->kind() == FeedReader::Step::KIND_SNAPSHOT_END) break;
    }
    Learn("snapshot", bytes);
    Learn("progress", snapshot.Progress().SerializeAsString());
    for (int64_t sequence = 0; sequence < end.sequence; sequence += 7) {
      FeedReader log(room_, "fk", CursorText({end.epoch, sequence}));
      bytes.clear();
      for (int64_t i = sequence; i < end.sequence; ++i) bytes += log.Next()->SerializeAsString();
      Learn(absl::StrCat("log after ", sequence), bytes);
    }
    FeedReader ahead(room_, "fk", CursorText({end.epoch, end.sequence + 1}));
    EXPECT_FALSE(ahead.Next().has_value());
    Learn("ahead", ahead.End().ToString());
  }

  std::mt19937 shared_;
  std::mt19937 private_;
  bool with_private_;
  NoteRoom room_;
  FeedReader feed_;
  std::vector<std::string> learnt_;
};

class PrivacyTest : public ::testing::TestWithParam<unsigned> {};

TEST_P(PrivacyTest, ShowsOthersTheSameWhetherOrNotThereAreSecrets) {
  Story without(GetParam(), false);
  Story with(GetParam(), true);
  EXPECT_GT(with.own_end(), without.own_end() + 20);
  ASSERT_EQ(with.learnt().size(), without.learnt().size());
  for (size_t i = 0; i < with.learnt().size(); ++i) ASSERT_EQ(with.learnt()[i], without.learnt()[i]);
}

INSTANTIATE_TEST_SUITE_P(Seeds, PrivacyTest, ::testing::Range(1u, 7u));

}  // namespace
}  // namespace samverkan

#include "gateway/federation/directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

#include "gateway/federation/directory_file.h"
#include "tests/support/test_gateway.h"

namespace samverkan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class DirectoryTest : public testing::Test {
 protected:
  std::string ErrorOf(const std::string& json) {
    auto directory = Directory::FromJson(json, endpoints_);
    return directory.ok() ? "" : std::string(directory.status().message());
  }
  static std::vector<std::string> Agencies(const Directory& directory) {
    std::vector<std::string> agencies;
    for (const DirectoryMember& member : directory.members()) agencies.push_back(member.agency);
    return agencies;
  }

  Timer timer_;
  EndpointPool endpoints_{timer_, grpc::InsecureChannelCredentials()};
};

TEST_F(DirectoryTest, HasMembersInNameOrderWithTheirRooms) {
  auto directory = Directory::FromJson(
      R"({"members": [
        {"agency": "agencies/lomma", "endpoints": [{"address": "h:1", "rooms": ["actors"]},
                                                   {"address": "h:2", "rooms": ["meetings", "flows"]}]},
        {"agency": "agencies/af", "endpoints": [{"address": "h:3"}]}],
      "collectiveOwners": [{"room": "analytics", "address": "h:4"}]})",
      endpoints_);
  ASSERT_TRUE(directory.ok()) << directory.status();
  EXPECT_THAT(Agencies(**directory), ElementsAre("af", "lomma"));
  const DirectoryMember& lomma = *(*directory)->Find("lomma");
  EXPECT_EQ(lomma.EndpointOf("meetings")->address(), "h:2");
  EXPECT_EQ(lomma.EndpointOf("plans"), nullptr);
  EXPECT_EQ(lomma.EndpointOf("changes")->address(), "h:1") << "served by every endpoint";
  EXPECT_EQ((*directory)->Find("af")->EndpointOf("plans")->address(), "h:3");
  EXPECT_EQ((*directory)->CollectiveOwner("analytics")->address(), "h:4");
  EXPECT_EQ((*directory)->CollectiveOwner("meetings"), nullptr);
  EXPECT_EQ((*directory)->Find("fk"), nullptr);
  EXPECT_EQ((*directory)->Endpoints().size(), 4u);
}

TEST_F(DirectoryTest, SaysWhatIsWrong) {
  EXPECT_THAT(ErrorOf("{"), testing::Not(""));
  EXPECT_THAT(ErrorOf(R"({"memberz": []})"), HasSubstr("memberz"));
  EXPECT_THAT(ErrorOf(R"({"members": [{"agency": "af"}]})"), HasSubstr("agencies/{id}"));
  EXPECT_THAT(ErrorOf(R"({"members": [{"agency": "agencies/-"}]})"), HasSubstr("agencies/{id}"));
  EXPECT_THAT(ErrorOf(R"({"members": [{"agency": "agencies/af"}]})"), HasSubstr("no endpoint"));
  EXPECT_THAT(ErrorOf(R"({"members": [{"agency": "agencies/af", "endpoints": [{}]}]})"), HasSubstr("no address"));
  EXPECT_THAT(ErrorOf(R"({"members": [{"agency": "agencies/af", "endpoints": [{"address": "h:1"}]},
                                      {"agency": "agencies/af", "endpoints": [{"address": "h:2"}]}]})"),
              HasSubstr("twice"));
  EXPECT_THAT(ErrorOf(R"({"collectiveOwners": [{"room": "analytics"}]})"), HasSubstr("absent"));
}

TEST_F(DirectoryTest, KeepsTheConnectionOfAnUnchangedAddress) {
  auto before = Directory::Make(MakeDirectory({{"af", "h:1"}, {"fk", "h:2"}}), endpoints_);
  auto after = Directory::Make(MakeDirectory({{"af", "h:1"}, {"fk", "h:3"}}), endpoints_);
  EXPECT_EQ((*before)->Find("af")->EndpointOf("x"), (*after)->Find("af")->EndpointOf("x"));
  EXPECT_NE((*before)->Find("fk")->EndpointOf("x"), (*after)->Find("fk")->EndpointOf("x"));
}

class DirectoryFileTest : public DirectoryTest {
 protected:
  DirectoryFile Open() {
    return DirectoryFile({file_.path(), std::chrono::milliseconds(1), [this](bool good) { health_.push_back(good); }},
                         endpoints_, metrics_);
  }
  std::string StaleMetric() {
    std::string text = prometheus::TextSerializer().Serialize(metrics_.Collect());
    return text.substr(text.rfind("samverkan_directory_stale "));
  }

  TestDirectory file_;
  prometheus::Registry metrics_;
  std::vector<bool> health_;
};

TEST_F(DirectoryFileTest, IsReadAnewWhenItHasChanged) {
  file_.Write({{"af", "h:1"}});
  DirectoryFile directory = Open();
  EXPECT_THAT(Agencies(*directory.Current()), ElementsAre("af"));
  std::stop_token changed = directory.changed();
  directory.Poll();
  EXPECT_FALSE(changed.stop_requested()) << "nothing has changed";
  file_.Write({{"af", "h:1"}, {"fk", "h:2"}});
  directory.Poll();
  EXPECT_TRUE(changed.stop_requested());
  EXPECT_THAT(Agencies(*directory.Current()), ElementsAre("af", "fk"));
  EXPECT_EQ(StaleMetric(), "samverkan_directory_stale 0\n");
}

TEST_F(DirectoryFileTest, KeepsTheLastGoodOneWhileTheFileIsBrokenOrMissingAndSaysSo) {
  file_.Write({{"af", "h:1"}});
  DirectoryFile directory = Open();
  file_.Write("{");
  directory.Poll();
  EXPECT_THAT(Agencies(*directory.Current()), ElementsAre("af"));
  EXPECT_EQ(StaleMetric(), "samverkan_directory_stale 1\n");
  file_.Remove();
  directory.Poll();
  EXPECT_THAT(Agencies(*directory.Current()), ElementsAre("af"));
  EXPECT_THAT(health_, ElementsAre(false));
  file_.Write({{"fk", "h:2"}});
  directory.Poll();
  EXPECT_THAT(Agencies(*directory.Current()), ElementsAre("fk"));
  EXPECT_EQ(StaleMetric(), "samverkan_directory_stale 0\n");
  EXPECT_THAT(health_, ElementsAre(false, true));
}

TEST_F(DirectoryFileTest, BeginsEmptyWithoutAFile) {
  DirectoryFile directory = Open();
  EXPECT_THAT(Agencies(*directory.Current()), ElementsAre());
  EXPECT_THAT(health_, ElementsAre(false));
}

TEST_F(DirectoryFileTest, IsWatched) {
  WorkerPool workers(1);
  file_.Write({{"af", "h:1"}});
  DirectoryFile directory = Open();
  std::promise<void> changed;
  std::stop_callback on_change(directory.changed(), [&changed] { changed.set_value(); });
  directory.Watch(timer_, workers);
  file_.Write({{"fk", "h:1"}});
  changed.get_future().wait();
  EXPECT_THAT(Agencies(*directory.Current()), ElementsAre("fk"));
}

}  // namespace
}  // namespace samverkan

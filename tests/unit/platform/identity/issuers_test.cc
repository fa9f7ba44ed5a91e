#include "services/platform/identity/issuers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "services/platform/identity/signing_key.h"
#include "tests/unit/platform/identity/folder.h"

namespace samverkan {
namespace {

using testing::HasSubstr;

constexpr char kOneIssuer[] = R"({"issuers": [{"issuer": "i", "agencies": ["af"], "jwksFile": "keys.json"}]})";
constexpr char kUrlIssuer[] =
    R"({"issuers": [{"issuer": "i", "agencies": ["af"], "jwksUrl": "https://idp.test/keys"}]})";

// What the keys are, of an address.
class FakeSite {
 public:
  KeyFetcher::Fetch fetch() {
    return [this](const std::string&, std::stop_token) -> absl::StatusOr<std::string> {
      std::lock_guard lock(mutex_);
      return answer_;
    };
  }
  void Answer(absl::StatusOr<std::string> answer) {
    std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
  }

 private:
  std::mutex mutex_;
  absl::StatusOr<std::string> answer_ = absl::UnavailableError("answers 503");
};

class IssuersTest : public testing::Test {
 protected:
  std::unique_ptr<Issuers> Open(FetchSchedule::Options times = {}) {
    return std::make_unique<Issuers>(Issuers::Options{.path = folder_.Path("issuers.json"),
                                                      .interval = std::chrono::milliseconds(1),
                                                      .fetch_times = times,
                                                      .fetch = site_.fetch()});
  }
  static bool HasKey(const Issuers& issuers, const SigningKey& key) {
    const std::shared_ptr<const IssuerTable> table = issuers.Current();
    const IssuerEntry* issuer = table->Find("i");
    return issuer != nullptr && issuer->keys != nullptr && issuer->keys->Find(key.id()) != nullptr;
  }
  // Waits until a watched file has been read, which nothing else tells.
  template <typename Condition>
  static void Until(Condition condition) {
    while (!condition()) std::this_thread::yield();
  }

  Folder folder_;
  FakeSite site_;
  SigningKey old_key_ = SigningKey::Make();
  SigningKey new_key_ = SigningKey::Make();
};

TEST_F(IssuersTest, ReadsKeysBesideTheFile) {
  folder_.Write("issuers.json", kOneIssuer);
  folder_.Write("keys.json", old_key_.PublicJson());
  auto issuers = Open();
  EXPECT_TRUE(HasKey(*issuers, old_key_));
  EXPECT_TRUE(issuers->status().ok()) << issuers->status();
  EXPECT_TRUE(issuers->Current()->Find("i")->agencies.contains("af"));
  EXPECT_EQ(issuers->Current()->Find("j"), nullptr);
  EXPECT_EQ(issuers->Current()->generation, issuers->generation());
}

TEST_F(IssuersTest, ReadsAnewWhatHasChangedAndNothingElse) {
  folder_.Write("issuers.json", kOneIssuer);
  folder_.Write("keys.json", old_key_.PublicJson());
  auto issuers = Open();
  const uint64_t generation = issuers->generation();
  issuers->Refresh();
  folder_.Write("keys.json", old_key_.PublicJson());
  issuers->Refresh();
  EXPECT_EQ(issuers->generation(), generation) << "another file with the same keys";
  folder_.Write("keys.json", new_key_.PublicJson());
  issuers->Refresh();
  EXPECT_GT(issuers->generation(), generation);
  EXPECT_TRUE(HasKey(*issuers, new_key_));
  EXPECT_FALSE(HasKey(*issuers, old_key_));
}

TEST_F(IssuersTest, KeepsTheLastGoodKeysWhileTheirFileIsBrokenOrMissingAndSaysSo) {
  folder_.Write("issuers.json", kOneIssuer);
  folder_.Write("keys.json", old_key_.PublicJson());
  auto issuers = Open();
  folder_.Write("keys.json", "{");
  issuers->Refresh();
  EXPECT_TRUE(HasKey(*issuers, old_key_));
  EXPECT_THAT(std::string(issuers->status().message()), HasSubstr("keys.json: is no JSON Web Key Set"));
  folder_.Remove("keys.json");
  issuers->Refresh();
  EXPECT_TRUE(HasKey(*issuers, old_key_));
  EXPECT_THAT(std::string(issuers->status().message()), HasSubstr("keys.json: cannot be read"));
  folder_.Write("keys.json", old_key_.PublicJson());
  issuers->Refresh();
  EXPECT_TRUE(issuers->status().ok()) << issuers->status();
}

TEST_F(IssuersTest, KeepsTheLastGoodIssuersWhileTheFileIsBrokenOrMissingAndSaysSo) {
  folder_.Write("issuers.json", kOneIssuer);
  folder_.Write("keys.json", old_key_.PublicJson());
  auto issuers = Open();
  folder_.Write("issuers.json", R"({"issuers": [{"issuer": "i"}]})");
  issuers->Refresh();
  EXPECT_TRUE(HasKey(*issuers, old_key_));
  EXPECT_THAT(std::string(issuers->status().message()), HasSubstr("speaks for no agency"));
  // Keys still change.
  folder_.Remove("issuers.json");
  folder_.Write("keys.json", new_key_.PublicJson());
  issuers->Refresh();
  EXPECT_TRUE(HasKey(*issuers, new_key_));
  EXPECT_FALSE(issuers->status().ok());
}

TEST_F(IssuersTest, ForgetsAnIssuerThatIsTakenOut) {
  folder_.Write("issuers.json", kOneIssuer);
  folder_.Write("keys.json", old_key_.PublicJson());
  auto issuers = Open();
  folder_.Write("issuers.json", "{}");
  issuers->Refresh();
  EXPECT_EQ(issuers->Current()->Find("i"), nullptr);
  EXPECT_TRUE(issuers->status().ok()) << issuers->status();
}

TEST_F(IssuersTest, BeginsEmptyWithoutAFile) {
  auto issuers = Open();
  EXPECT_TRUE(issuers->Current()->issuers.empty());
  EXPECT_THAT(std::string(issuers->status().message()), HasSubstr("issuers.json: cannot be read"));
}

TEST_F(IssuersTest, TakesAnIssuerWhoseKeysCannotBeReadWithoutKeys) {
  folder_.Write("issuers.json", kOneIssuer);
  auto issuers = Open();
  ASSERT_NE(issuers->Current()->Find("i"), nullptr);
  EXPECT_EQ(issuers->Current()->Find("i")->keys, nullptr);
  EXPECT_FALSE(issuers->status().ok());
}

TEST_F(IssuersTest, AreWatched) {
  folder_.Write("issuers.json", kOneIssuer);
  folder_.Write("keys.json", old_key_.PublicJson());
  auto issuers = Open();
  issuers->Watch();
  folder_.Write("keys.json", new_key_.PublicJson());
  Until([&] { return HasKey(*issuers, new_key_); });
}

TEST_F(IssuersTest, FetchKeysFromTheirAddressWhenWatched) {
  folder_.Write("issuers.json", kUrlIssuer);
  site_.Answer(old_key_.PublicJson());
  auto issuers = Open();
  EXPECT_THAT(std::string(issuers->status().message()), HasSubstr("https://idp.test/keys: is not fetched yet"));
  issuers->Watch();
  Until([&] { return HasKey(*issuers, old_key_); });
  EXPECT_TRUE(issuers->status().ok()) << issuers->status();
}

TEST_F(IssuersTest, FetchAtOnceWhenAKeyIsMissed) {
  folder_.Write("issuers.json", kUrlIssuer);
  site_.Answer(old_key_.PublicJson());
  auto issuers = Open({.interval = std::chrono::hours(1), .pause = std::chrono::seconds(0)});
  issuers->Watch();
  Until([&] { return HasKey(*issuers, old_key_); });
  site_.Answer(new_key_.PublicJson());
  issuers->MissKey(*issuers->Current()->Find("i"));
  Until([&] { return HasKey(*issuers, new_key_); });
}

TEST_F(IssuersTest, KeepTheLastGoodKeysWhileTheirAddressDoesNotAnswer) {
  folder_.Write("issuers.json", kUrlIssuer);
  site_.Answer(old_key_.PublicJson());
  auto issuers = Open({.interval = std::chrono::milliseconds(1), .pause = std::chrono::milliseconds(1)});
  issuers->Watch();
  Until([&] { return HasKey(*issuers, old_key_); });
  site_.Answer(absl::UnavailableError("answers 503"));
  Until([&] { return !issuers->status().ok(); });
  EXPECT_THAT(std::string(issuers->status().message()), HasSubstr("https://idp.test/keys: answers 503"));
  EXPECT_TRUE(HasKey(*issuers, old_key_));
}

TEST_F(IssuersTest, EndWhileAFetchHangs) {
  folder_.Write("issuers.json", kUrlIssuer);
  std::promise<void> begun;
  Issuers issuers({.path = folder_.Path("issuers.json"),
                   .fetch = [&](const std::string&, std::stop_token stop) -> absl::StatusOr<std::string> {
                     begun.set_value();
                     while (!stop.stop_requested()) std::this_thread::yield();
                     return absl::UnavailableError("was told to stop");
                   }});
  issuers.Watch();
  begun.get_future().wait();
}

}  // namespace
}  // namespace samverkan

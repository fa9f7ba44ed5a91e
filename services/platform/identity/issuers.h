// The issuers and their keys as they now stand, in files and at their addresses.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "services/platform/identity/issuer_table.h"
#include "services/platform/identity/key_fetcher.h"

namespace samverkan {

// Looks at the issuers file and the key files every interval, and reads what has changed; fetches keys from their
// addresses every fetch interval, and sooner when one is missed. While a file or an address is missing or broken, what
// was last good stays, and that is said: in the log when it begins and ends, and in status(). Without any good issuers
// file so far there are no issuers, and so no token is taken.
//
// Thread-safe.
class Issuers {
 public:
  struct Options {
    // The file in proto JSON (samverkan.type.v1.Issuers).
    std::string path;
    std::chrono::milliseconds interval{1'000};
    FetchSchedule::Options fetch_times = {};
    // Null for https.
    KeyFetcher::Fetch fetch = nullptr;
  };
  // Reads the files once before it returns. Addresses are not fetched before Watch.
  explicit Issuers(Options options);

  // Goes on looking at the files and fetching from the addresses. At most once.
  void Watch();

  // Looks at the files now.
  void Refresh();

  std::shared_ptr<const IssuerTable> Current() const {
    std::lock_guard lock(current_mutex_);
    return current_;
  }
  // The current table's, for less: what was found in a table of another generation must be found again.
  uint64_t generation() const { return generation_.load(std::memory_order_acquire); }

  // A token was shown whose key this issuer does not have: it may have a new one by now.
  void MissKey(const IssuerEntry& issuer);

  // OK while all is as it should be; else FAILED_PRECONDITION, with a text for operators on everything that is not.
  absl::Status status() const;

 private:
  // Where keys come from.
  struct Source {
    bool is_url = false;
    // Of the file, as last read.
    std::string stamp = "never looked";
    // What the keys were read from.
    std::string content;
    std::shared_ptr<const JsonWebKeys> keys;
    absl::Status problem;
  };

  // Whether anything is another than before. All under refreshing_.
  bool ReadIssuers();
  bool ReadKeyFile(const std::string& path, Source& source);
  bool TakeKeys(const std::string& from, Source& source, const absl::StatusOr<std::string>& content);
  void ForgetUnusedSources();
  void Publish();

  void TakeFetched(const std::string& url, const absl::StatusOr<std::string>& document);
  // The address or the absolute path.
  std::string SourceOf(const type::v1::Issuer& issuer) const;

  const Options options_;
  mutable std::mutex refreshing_;
  std::string stamp_ = "never looked";
  type::v1::Issuers issuers_;
  absl::Status problem_;
  std::map<std::string, Source> sources_;

  mutable std::mutex current_mutex_;
  std::shared_ptr<const IssuerTable> current_ = std::make_shared<const IssuerTable>();
  std::atomic<uint64_t> generation_{0};

  std::condition_variable_any wake_;
  // Last, so that they end before what they use.
  KeyFetcher fetcher_;
  std::jthread watcher_;
};

}  // namespace samverkan

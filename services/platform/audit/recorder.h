// Counts what is not written down call by call: outside reads, and refusals.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "samverkan/audit/v1/audit_service.pb.h"
#include "services/platform/async/task.h"
#include "services/platform/identity/principal.h"
#include "services/platform/store/store.h"

namespace samverkan {

// Thread-safe; one Flush at a time. Counts are in memory until they are flushed: a crash loses those of the last
// minute. The store must outlive it.
class Recorder {
 public:
  // At most `most_counters` are kept apart; what exceeds them is counted together.
  Recorder(Store& store, std::function<absl::Time()> now, size_t most_counters = 4096);

  void CountRead(const Principal& principal, absl::string_view method);
  void CountRefusal(const Principal& principal, absl::string_view method);

  // Puts into the trail what was counted in minutes that are over, or everything if `all`. What the store refuses stays
  // counted, for the next time; the store's error then.
  Task<absl::Status> Flush(bool all);

 private:
  // Minutes since 1970.
  struct KeyView {
    int64_t minute;
    absl::string_view agency, subject, issuer, method;
    friend bool operator==(const KeyView&, const KeyView&) = default;
    template <typename H>
    friend H AbslHashValue(H h, const KeyView& key) {
      return H::combine(std::move(h), key.minute, key.agency, key.subject, key.issuer, key.method);
    }
  };
  struct Key {
    int64_t minute;
    std::string agency, subject, issuer, method;
    KeyView view() const { return {minute, agency, subject, issuer, method}; }
  };
  struct Hash {
    using is_transparent = void;
    size_t operator()(const KeyView& key) const { return absl::Hash<KeyView>()(key); }
    size_t operator()(const Key& key) const { return (*this)(key.view()); }
  };
  struct Equal {
    using is_transparent = void;
    static const KeyView& ViewOf(const KeyView& key) { return key; }
    static KeyView ViewOf(const Key& key) { return key.view(); }
    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const {
      return ViewOf(a) == ViewOf(b);
    }
  };
  struct Tally {
    int64_t reads = 0;
    int64_t refusals = 0;
  };
  using Counted = std::pair<Key, Tally>;

  void Count(const Principal& principal, absl::string_view method, int64_t Tally::*what);
  // The tally to count in. Needs the mutex.
  Tally& TallyOf(const Principal& principal, absl::string_view method);
  // What was counted before `minute`, by minute.
  std::vector<Counted> Take(int64_t minute);
  // An entry of the first counts, all of one minute; `size` says how many.
  std::string EntryOf(const std::vector<Counted>& counted, size_t& size) const;
  void PutBack(std::vector<Counted> counted);
  int64_t Minute() const { return absl::ToUnixSeconds(now_()) / 60; }

  Store& store_;
  const std::function<absl::Time()> now_;
  const size_t most_counters_;
  std::mutex mutex_;
  absl::flat_hash_map<Key, Tally, Hash, Equal> counters_;
  // For what exceeds the counters: the minute in which that began.
  std::optional<std::pair<int64_t, Tally>> others_;
};

}  // namespace samverkan

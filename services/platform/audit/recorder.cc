#include "services/platform/audit/recorder.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <tuple>

#include "services/platform/audit/entry.h"

namespace samverkan {
namespace {

// In one entry.
constexpr size_t kMaxCounts = 100;

}  // namespace

Recorder::Recorder(Store& store, std::function<absl::Time()> now, size_t most_counters)
    : store_(store), now_(std::move(now)), most_counters_(most_counters) {}

void Recorder::CountRead(const Principal& principal, absl::string_view method) {
  Count(principal, method, &Tally::reads);
}

void Recorder::CountRefusal(const Principal& principal, absl::string_view method) {
  Count(principal, method, &Tally::refusals);
}

void Recorder::Count(const Principal& principal, absl::string_view method, int64_t Tally::*what) {
  std::lock_guard lock(mutex_);
  ++(TallyOf(principal, method).*what);
}

Recorder::Tally& Recorder::TallyOf(const Principal& principal, absl::string_view method) {
  KeyView key{Minute(), principal.agency, principal.subject, principal.issuer, method};
  if (auto found = counters_.find(key); found != counters_.end()) return found->second;
  if (counters_.size() >= most_counters_) {
    if (!others_.has_value()) others_.emplace(key.minute, Tally());
    return others_->second;
  }
  return counters_[Key{key.minute, principal.agency, principal.subject, principal.issuer, std::string(method)}];
}

Task<absl::Status> Recorder::Flush(bool all) {
  std::vector<Counted> counted = Take(all ? std::numeric_limits<int64_t>::max() : Minute());
  while (!counted.empty()) {
    size_t size = 0;
    auto committed =
        co_await store_.Commit(CommitRequest{.room = "", .writes = {}, .request = {}, .audit = EntryOf(counted, size)});
    if (!committed.ok()) {
      PutBack(std::move(counted));
      co_return committed.status();
    }
    counted.erase(counted.begin(), counted.begin() + static_cast<ptrdiff_t>(size));
  }
  co_return absl::OkStatus();
}

std::string Recorder::EntryOf(const std::vector<Counted>& counted, size_t& size) const {
  audit::v1::AuditEntry entry = EntryAt(now_());
  int64_t minute = counted.front().first.minute;
  SetTime(absl::FromUnixSeconds(minute * 60), *entry.mutable_counts()->mutable_minute());
  for (size = 0; size < std::min(counted.size(), kMaxCounts) && counted[size].first.minute == minute; ++size) {
    const auto& [key, tally] = counted[size];
    audit::v1::Count& count = *entry.mutable_counts()->add_counts();
    if (!key.method.empty()) {
      SetCaller({.agency = key.agency, .subject = key.subject, .roles = {}, .issuer = key.issuer},
                *count.mutable_caller());
    }
    count.set_method(key.method);
    count.set_reads(tally.reads);
    count.set_refusals(tally.refusals);
  }
  return entry.SerializeAsString();
}

std::vector<Recorder::Counted> Recorder::Take(int64_t minute) {
  std::vector<Counted> taken;
  std::lock_guard lock(mutex_);
  absl::erase_if(counters_, [&](auto& counter) {
    if (counter.first.minute >= minute) return false;
    taken.emplace_back(counter.first, counter.second);
    return true;
  });
  if (others_.has_value() && others_->first < minute) {
    taken.emplace_back(Key{.minute = others_->first}, others_->second);
    others_.reset();
  }
  std::sort(taken.begin(), taken.end(), [](const Counted& a, const Counted& b) {
    return std::tie(a.first.minute, a.first.agency, a.first.subject, a.first.method) <
           std::tie(b.first.minute, b.first.agency, b.first.subject, b.first.method);
  });
  return taken;
}

void Recorder::PutBack(std::vector<Counted> counted) {
  std::lock_guard lock(mutex_);
  for (auto& [key, tally] : counted) {
    bool others = key.method.empty() || (counters_.size() >= most_counters_ && !counters_.contains(key));
    if (others && !others_.has_value()) others_.emplace(key.minute, Tally());
    Tally& back = others ? others_->second : counters_[key];
    back.reads += tally.reads;
    back.refusals += tally.refusals;
  }
}

}  // namespace samverkan

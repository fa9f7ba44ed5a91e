#include "services/platform/identity/issuers.h"

#include <filesystem>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/platform/identity/files.h"
#include "services/platform/identity/http_get.h"
#include "services/platform/telemetry/log.h"

namespace samverkan {
namespace {

using type::v1::Issuer;

constexpr size_t kMostIssuersBytes = 1024 * 1024;

KeyFetcher::Fetch FetchBy(const Issuers::Options& options) {
  if (options.fetch) return options.fetch;
  return [](const std::string& url, std::stop_token stop) {
    return HttpGet(url, JsonWebKeys::kMostBytes, std::move(stop));
  };
}

absl::StatusOr<type::v1::Issuers> ReadIssuersFile(const std::string& path) {
  absl::StatusOr<std::string> content = ReadSmallFile(path, kMostIssuersBytes);
  if (!content.ok()) return content.status();
  return ParseIssuers(*content);
}

// Notes what now is the matter, and says when that begins and ends.
void Note(const std::string& where, const absl::Status& status, absl::Status& problem) {
  if (!status.ok() && status != problem) {
    Log(LogLevel::kError, "issuers or keys cannot be read; what was last good stays in use",
        {{"from", where}, {"reason", status.message()}});
  }
  if (status.ok() && !problem.ok()) Log(LogLevel::kInfo, "issuers or keys can be read again", {{"from", where}});
  problem = status;
}

}  // namespace

Issuers::Issuers(Options options)
    : options_(std::move(options)),
      fetcher_(options_.fetch_times, FetchBy(options_),
               [this](const std::string& url, const auto& document) { TakeFetched(url, document); }) {
  Refresh();
}

void Issuers::Watch() {
  fetcher_.Start();
  watcher_ = std::jthread([this](std::stop_token stop) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    while (!wake_.wait_for(lock, stop, options_.interval, [&stop] { return stop.stop_requested(); })) Refresh();
  });
}

void Issuers::Refresh() {
  std::lock_guard lock(refreshing_);
  bool changed = ReadIssuers();
  for (auto& [from, source] : sources_) {
    if (!source.is_url && ReadKeyFile(from, source)) changed = true;
  }
  if (changed) Publish();
}

bool Issuers::ReadIssuers() {
  // Taken before reading, so that a change in between is seen the next time.
  std::string stamp = FileStamp(options_.path);
  if (stamp == stamp_) return false;
  stamp_ = stamp;
  absl::StatusOr<type::v1::Issuers> read = ReadIssuersFile(options_.path);
  Note(options_.path, read.status(), problem_);
  if (!read.ok()) return false;
  issuers_ = *std::move(read);
  for (const Issuer& issuer : issuers_.issuers()) sources_[SourceOf(issuer)].is_url = issuer.has_jwks_url();
  ForgetUnusedSources();
  Log(LogLevel::kInfo, "issuers read", {{"from", options_.path}, {"issuers", absl::StrCat(issuers_.issuers_size())}});
  return true;
}

void Issuers::ForgetUnusedSources() {
  std::set<std::string> used;
  for (const Issuer& issuer : issuers_.issuers()) used.insert(SourceOf(issuer));
  std::erase_if(sources_, [&](const auto& source) { return !used.contains(source.first); });
}

bool Issuers::ReadKeyFile(const std::string& path, Source& source) {
  std::string stamp = FileStamp(path);
  if (stamp == source.stamp) return false;
  source.stamp = stamp;
  return TakeKeys(path, source, ReadSmallFile(path, JsonWebKeys::kMostBytes));
}

bool Issuers::TakeKeys(const std::string& from, Source& source, const absl::StatusOr<std::string>& content) {
  if (content.ok() && source.keys != nullptr && *content == source.content) {
    Note(from, absl::OkStatus(), source.problem);
    return false;
  }
  absl::StatusOr<JsonWebKeys> keys = content.ok() ? JsonWebKeys::FromJson(*content) : content.status();
  Note(from, keys.status(), source.problem);
  if (!keys.ok()) return false;
  source.content = *content;
  source.keys = std::make_shared<const JsonWebKeys>(*std::move(keys));
  Log(LogLevel::kInfo, "keys read", {{"from", from}, {"keys", absl::StrCat(source.keys->size())}});
  return true;
}

void Issuers::TakeFetched(const std::string& url, const absl::StatusOr<std::string>& document) {
  std::lock_guard lock(refreshing_);
  auto found = sources_.find(url);
  if (found != sources_.end() && TakeKeys(url, found->second, document)) Publish();
}

void Issuers::Publish() {
  auto table = std::make_shared<IssuerTable>();
  table->generation = generation_.load() + 1;
  std::set<std::string> urls;
  for (const Issuer& issuer : issuers_.issuers()) {
    const std::string from = SourceOf(issuer);
    if (issuer.has_jwks_url()) urls.insert(from);
    table->issuers[issuer.issuer()] = {{issuer.agencies().begin(), issuer.agencies().end()}, from, sources_[from].keys};
  }
  {
    std::lock_guard lock(current_mutex_);
    current_ = table;
  }
  generation_.store(table->generation, std::memory_order_release);
  fetcher_.Follow(urls);
}

void Issuers::MissKey(const IssuerEntry& issuer) { fetcher_.Hurry(issuer.source); }

absl::Status Issuers::status() const {
  std::lock_guard lock(refreshing_);
  std::vector<std::string> problems;
  if (!problem_.ok()) problems.push_back(absl::StrCat(options_.path, ": ", problem_.message()));
  for (const auto& [from, source] : sources_) {
    if (!source.problem.ok()) problems.push_back(absl::StrCat(from, ": ", source.problem.message()));
    if (source.problem.ok() && source.keys == nullptr) problems.push_back(absl::StrCat(from, ": is not fetched yet"));
  }
  if (problems.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrJoin(problems, "; "));
}

std::string Issuers::SourceOf(const Issuer& issuer) const {
  if (issuer.has_jwks_url()) return issuer.jwks_url();
  std::filesystem::path folder = std::filesystem::absolute(options_.path).parent_path();
  return (folder / issuer.jwks_file()).lexically_normal().string();
}

}  // namespace samverkan

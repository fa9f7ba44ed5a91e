#include "services/platform/store/redis/commit_call.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/platform/store/epoch.h"
#include "services/platform/store/redis/answer.h"
#include "services/platform/store/redis/scripts.h"

namespace samverkan {

RedisCall CommitCall(const RedisKeys& names, const CommitRequest& commit, int64_t log_retention, absl::Time now) {
  std::vector<std::string> keys = {names.meta(),
                                   names.records(),
                                   names.names(),
                                   names.audit(),
                                   names.log(LogName({commit.room, LogKind::kOwn})),
                                   names.log(LogName({commit.room, LogKind::kShared}))};
  std::vector<std::string> arguments = {"",          absl::StrCat(absl::ToUnixMicros(now)),
                                        commit.room, absl::StrCat(std::max<int64_t>(log_retention, 1)),
                                        NewEpoch(),  names.moved()};
  if (commit.request.has_value()) {
    keys.push_back(names.request(commit.request->id));
    int64_t to_live = std::max<int64_t>(absl::ToInt64Milliseconds(commit.request->expire_time - now), 1);
    arguments.push_back(absl::StrCat(to_live));
    arguments.push_back(EncodeAnswer(*commit.request));
  } else {
    arguments.insert(arguments.end(), {"", ""});
  }
  arguments.push_back(absl::StrCat(commit.audit_first));
  arguments.push_back(commit.audit.has_value() ? "1" : "0");
  arguments.push_back(commit.audit.value_or(""));
  arguments.push_back(commit.audit_epoch);
  for (const Write& write : commit.writes) {
    arguments.push_back(write.key);
    arguments.push_back(write.expected_version.has_value() ? absl::StrCat(*write.expected_version) : "");
    arguments.push_back(absl::StrCat(write.value.has_value() ? "p" : "d", static_cast<int>(write.shared)));
    arguments.push_back(write.value.value_or(""));
  }
  RedisCall call{.command = {}, .repeatable = false, .server_at = 3 + keys.size()};
  call.command = CommitScript().Call(std::move(keys), std::move(arguments));
  return call;
}

}  // namespace samverkan

// `samverkan watch`: changes as they come, over broken connections and restarts.
#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <map>
#include <sstream>
#include <thread>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gateway/cli/errors.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/listing.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/verbs.h"
#include "gateway/cli/watch_state.h"
#include "services/platform/async/wait.h"

namespace samverkan::cli {
namespace {

using changes::v1::WatchChangesRequest;
using changes::v1::WatchChangesResponse;

constexpr char kMethod[] = "/samverkan.changes.v1.ChangeFeedService/WatchChanges";

std::string DisplayNameOf(const Session& session, const google::protobuf::Any& resource) {
  const Collection* collection = session.contract.OfMessage(resource.type_url());
  if (collection == nullptr) return "";
  MessagePtr message = session.contract.New(collection->resource);
  return message->ParseFromString(resource.value()) ? GetString(*message, "display_name") : "";
}

std::string LineOf(const Session& session, const WatchChangesResponse& response) {
  const auto& change = response.change();
  std::string source = absl::StrCat(response.cursor().agency(), " ", response.cursor().room());
  switch (response.kind()) {
    case WatchChangesResponse::KIND_CHANGE:
      if (change.removed()) return absl::StrCat(Say("removed"), "  ", change.name());
      return absl::StrCat(Say("written"), "  ", change.name(), "  ", DisplayNameOf(session, change.resource()));
    case WatchChangesResponse::KIND_SNAPSHOT_END:
      return Say("-- $0: that is what there was; changes follow", source);
    case WatchChangesResponse::KIND_RESET:
      return Say("-- $0: begins anew", source);
    case WatchChangesResponse::KIND_UNREACHABLE:
      return Say("-- $0: does not answer", source);
    default:
      return "";
  }
}

class Watcher {
 public:
  Watcher(const Session& session, WatchChangesRequest request)
      : session_(session), request_(std::move(request)), state_(absl::GetFlag(FLAGS_cursors)) {}

  int Run() {
    if (absl::Status loaded = state_.Load(); !loaded.ok()) return session_.Fail(loaded);
    absl::Duration pause = absl::Milliseconds(100);
    absl::Time heard = absl::Now();
    for (;;) {
      bool any = false;
      absl::Status status = ReadStream(any);
      if (any) {
        heard = absl::Now();
        pause = absl::Milliseconds(100);
      }
      if (absl::IsOutOfRange(status)) {
        session_.err << Say("the place in the feed is no longer good: beginning with a snapshot") << "\n";
        state_.Forget();
        continue;
      }
      bool broken = status.ok() || IsTransient(status);
      if (!broken || absl::Now() - heard > absl::GetFlag(FLAGS_retry_for)) return session_.Fail(status);
      if (any) session_.err << Say("the connection broke off; trying again") << "\n";
      std::this_thread::sleep_for(absl::ToChronoMilliseconds(pause));
      pause = std::min(2 * pause, absl::Seconds(2));
    }
  }

 private:
  absl::Status ReadStream(bool& any) {
    WatchChangesRequest request = request_;
    for (const auto& cursor : state_.Cursors()) *request.add_cursors() = cursor;
    auto stream = session_.connection.client().OpenStream(kMethod, Serialize(request),
                                                          session_.connection.Options(/*stream=*/true));
    while (auto bytes = Wait(stream->Read())) {
      WatchChangesResponse response;
      if (absl::Status parsed = Parse(*bytes, response); !parsed.ok()) return parsed;
      any = true;
      Show(response);
      state_.Take(response);
      if (absl::Status saved = state_.Save(); !saved.ok()) return saved;
    }
    return FromGrpcStatus(stream->Status());
  }

  void Show(const WatchChangesResponse& response) {
    std::string line = session_.json ? JsonOf(response) : LineOf(session_, response);
    if (!line.empty()) session_.out << line << std::endl;
  }

  // A resource of a type that is not known here cannot be JSON: its name alone is.
  static std::string JsonOf(const WatchChangesResponse& response) {
    std::string json;
    if (google::protobuf::util::MessageToJsonString(response, &json).ok()) return json;
    WatchChangesResponse without = response;
    without.mutable_change()->clear_resource();
    return ToJson(without, /*one_line=*/true);
  }

  const Session& session_;
  WatchChangesRequest request_;
  WatchState state_;
};

}  // namespace

int RunWatch(const Session& session, const Arguments& arguments) {
  if (!arguments.empty()) return session.Misused(Say("watch takes no arguments, only flags"));
  WatchChangesRequest request;
  std::string parent = absl::GetFlag(FLAGS_parent);
  request.set_parent(parent.empty() ? "agencies/-" : AgencyName(parent));
  for (absl::string_view word : absl::StrSplit(absl::GetFlag(FLAGS_types), ',', absl::SkipWhitespace())) {
    const Collection* collection = session.contract.Find(std::string(word));
    if (collection == nullptr) return session.Misused(Say("--types: $0 is no collection", std::string(word)));
    request.add_types(collection->type);
  }
  return Watcher(session, std::move(request)).Run();
}

}  // namespace samverkan::cli

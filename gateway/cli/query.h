// Asking analytics: one way for all its verbs to say of what, to read page by page, and to show an answer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/listing.h"
#include "gateway/cli/session.h"
#include "samverkan/type/v1/coverage.pb.h"

namespace samverkan::cli {

// Writes what the flags say to the fields of `parts`, a request and messages within it: --own to `parent`, --agencies
// to `agencies`, and so on. A flag goes to each part that has its field. INVALID_ARGUMENT, with a text for people, if a
// value cannot be read, --own lacks an agency, or a flag is given that no part has a field for and that is not among
// `others`, which the verb reads itself.
absl::Status ReadQuery(const Session& session, const std::vector<google::protobuf::Message*>& parts,
                       const std::vector<absl::string_view>& others = {});

// Adds the agencies (`af` or `agencies/af`) that stand in `words`, with commas, to `field`.
void AddAgencies(absl::string_view words, const std::string& field, google::protobuf::Message& message);

// The flags, each behind a space, that say what the request (or a part of it) says; nothing if some of it can be said
// by no flag. How many it names at most is left out where no flag says it.
std::optional<std::string> FlagsFor(const google::protobuf::Message& request);

// The path of a method of analytics.
std::string AnalyticsMethod(absl::string_view method);

// One question, one answer; the pages that --limit and --all ask for joined, where the request has pages.
template <typename Response, typename Request>
absl::StatusOr<Response> Ask(const Session& session, absl::string_view method, Request request) {
  std::string path = AnalyticsMethod(method);
  if constexpr (requires { request.page_token(); }) {
    Response joined;
    auto ask = [&](const google::protobuf::Message& page) -> absl::StatusOr<MessagePtr> {
      auto response = session.connection.Call<Response>(path, page);
      if (!response.ok()) return response.status();
      return std::make_unique<Response>(*std::move(response));
    };
    absl::Status read = ReadPages(AskedFor(), ask, request, joined);
    if (!read.ok()) return read;
    return joined;
  } else {
    return session.connection.Call<Response>(path, request);
  }
}

// What stands below every answer: the members that it rests on, and whether there is more of it.
void ShowBasis(const Session& session, const type::v1::Coverage& coverage, const std::string& next_page_token);

// Tells, beside what is written, that it is not whole.
void TellPartial(const Session& session, const type::v1::Coverage& coverage);

// The answer as JSON, or as `render` has it with its coverage.
template <typename Response>
int Show(const Session& session, const absl::StatusOr<Response>& answer,
         std::string (*render)(const Response& answer, size_t width)) {
  if (!answer.ok()) return session.Fail(answer.status());
  if (session.json) {
    session.out << ToJson(*answer);
    return kOk;
  }
  session.out << render(*answer, session.width);
  ShowBasis(session, answer->coverage(), GetString(*answer, "next_page_token"));
  return kOk;
}

// The whole of a verb that asks one thing: reads the flags, asks, and shows the answer.
template <typename Request, typename Response>
int AskAndShow(const Session& session, absl::string_view method,
               std::string (*render)(const Response& answer, size_t width)) {
  Request request;
  if (absl::Status read = ReadQuery(session, {&request}); !read.ok()) {
    return session.Misused(std::string(read.message()));
  }
  return Show<Response>(session, Ask<Response>(session, method, request), render);
}

// Tells where a plan is seen that was not found among what is shared.
void TellOfPrivatePlan(const Session& session, const absl::Status& status);

// Tells that the verb takes no arguments; kUsage.
int TakesNoArguments(const Session& session, absl::string_view verb);

}  // namespace samverkan::cli

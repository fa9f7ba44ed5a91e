#include "tests/bench/members.h"

#include <cstdio>
#include <fstream>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "samverkan/meetings/v1/meeting_inventory_service.pb.h"
#include "services/platform/rpc/server.h"
#include "tests/bench/meeting.h"
#include "tests/bench/until_ended.h"

namespace samverkan::bench {
namespace {

using meetings::v1::ListMeetingsRequest;
using meetings::v1::ListMeetingsResponse;

Task<absl::StatusOr<ListMeetingsResponse>> List(Timer* timer, int slow_ms, const ListMeetingsResponse* page,
                                                std::stop_token stop) {
  if (slow_ms > 0) co_await timer->Sleep(std::chrono::milliseconds(slow_ms), stop);
  co_return *page;
}

// One member: a server of the platform's with a page that is always the same.
class Member {
 public:
  Member(std::string agency, int records, int slow_ms) : agency_(std::move(agency)), server_(Options()) {
    for (int i = 0; i < records; ++i) *page_.add_meetings() = StoredMeeting(agency_, absl::StrCat("m-", i));
    Service service = Service::Named("samverkan.meetings.v1.MeetingInventoryService");
    service.Unary<ListMeetingsRequest, ListMeetingsResponse>(
        "ListMeetings", [this, slow_ms](const CallContext& call, ListMeetingsRequest) {
          return List(&server_.timer(), slow_ms, &page_, call.stop);
        });
    server_.Add(std::move(service));
  }

  absl::Status Begin() { return server_.Begin(); }
  void End() { server_.Shutdown(); }
  const std::string& agency() const { return agency_; }
  const std::string& address() const { return server_.address(); }

 private:
  static ServerOptions Options() {
    ServerOptions options;
    options.name = "member";
    options.drain = std::chrono::milliseconds(100);
    options.workers = 1;
    return options;
  }

  const std::string agency_;
  ListMeetingsResponse page_;
  Server server_;
};

void WriteDirectory(const std::vector<std::unique_ptr<Member>>& members, const std::string& path) {
  std::ofstream file(path);
  file << "{\"members\": [";
  for (size_t i = 0; i < members.size(); ++i) {
    file << absl::StrFormat("%s\n  {\"agency\": \"agencies/%s\", \"endpoints\": [{\"address\": \"%s\"}]}",
                            i == 0 ? "" : ",", members[i]->agency(), members[i]->address());
  }
  file << "\n]}\n";
}

}  // namespace

int ServeMembers(const MembersOptions& options) {
  std::vector<std::unique_ptr<Member>> members;
  for (int i = 0; i < options.count; ++i) {
    bool last = i + 1 == options.count;
    members.push_back(
        std::make_unique<Member>(absl::StrFormat("member-%02d", i), options.records, last ? options.slow_ms : 0));
    if (absl::Status begun = members.back()->Begin(); !begun.ok()) {
      std::fprintf(stderr, "%s\n", std::string(begun.message()).c_str());
      return 1;
    }
  }
  WriteDirectory(members, options.directory);
  std::printf("%s %s\n", members.back()->agency().c_str(), members.back()->address().c_str());
  std::fflush(stdout);
  UntilEnded();
  for (auto& member : members) member->End();
  return 0;
}

}  // namespace samverkan::bench

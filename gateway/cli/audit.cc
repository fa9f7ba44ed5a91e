// `samverkan audit verify` and `list`: what a node's audit trail says, and whether it is whole.
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "absl/flags/flag.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "gateway/cli/audit_view.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/listing.h"
#include "gateway/cli/progress.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/verbs.h"

namespace samverkan::cli {
namespace {

using audit::v1::ListAuditEntriesRequest;
using audit::v1::ListAuditEntriesResponse;
using federation::v1::Member;

constexpr int kPage = 1'000;

using PageFunction = absl::FunctionRef<void(const ListAuditEntriesResponse&)>;

// Reads the trail page by page, up to `limit` entries.
absl::Status ReadTrail(const Session& session, ListAuditEntriesRequest request, int64_t limit, PageFunction take) {
  while (limit > 0) {
    request.set_page_size(static_cast<int32_t>(std::min<int64_t>(limit, kPage)));
    auto page =
        session.connection.Call<ListAuditEntriesResponse>("/samverkan.audit.v1.AuditService/ListAuditEntries", request);
    if (absl::IsOutOfRange(page.status()) && !request.page_token().empty()) {
      return absl::AbortedError(Say("the oldest entries were dropped meanwhile; run it again"));
    }
    if (!page.ok()) return page.status();
    take(*page);
    limit -= page->entries_size() + page->stored_entries_size();
    if (page->next_page_token().empty()) break;
    request.set_page_token(page->next_page_token());
  }
  return absl::OkStatus();
}

absl::StatusOr<Member> ReadSeals(const std::string& path) {
  std::ifstream file(path);
  std::string json((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  Member member;
  if (!file || !google::protobuf::util::JsonStringToMessage(json, &member, options).ok()) {
    return absl::InvalidArgumentError(
        Say("--seals: $0 is no member as `samverkan get members/ID -o json` shows it", path));
  }
  return member;
}

// What the gateway has kept; nothing if there is no gateway, or it does not tell, which is then said.
Member AskGateway(const Session& session, absl::string_view agency) {
  ConnectionOptions options = session.connection.options();
  options.address = absl::GetFlag(FLAGS_gateway);
  if (const char* address = std::getenv("SAMVERKAN_GRPC"); options.address.empty() && address != nullptr) {
    options.address = address;
  }
  if (options.address.empty()) return Member();
  Connection gateway(session.contract, options);
  federation::v1::GetMemberRequest request;
  absl::ConsumePrefix(&agency, "agencies/");
  request.set_name(absl::StrCat("members/", agency));
  auto member = gateway.Call<Member>("/samverkan.federation.v1.FederationService/GetMember", request);
  if (member.ok()) return *std::move(member);
  session.err << Say("the gateway does not tell what it kept: $0", std::string(member.status().message())) << "\n";
  return Member();
}

int Verify(const Session& session, const std::string& slice) {
  // Before the trail is read, so that no seal is missed that is only newer.
  std::string path = absl::GetFlag(FLAGS_seals);
  absl::StatusOr<Member> member = path.empty() ? AskGateway(session, slice) : ReadSeals(path);
  if (!member.ok()) return session.Fail(member.status());
  ListAuditEntriesRequest request;
  request.set_parent(slice);
  request.set_stored(true);
  AuditVerifier verifier;
  int64_t read = 0;
  Progress progress(session.progress ? &session.err : nullptr, 0);
  absl::Status status = ReadTrail(session, request, INT64_MAX, [&](const ListAuditEntriesResponse& page) {
    for (const auto& entry : page.stored_entries()) verifier.Add(entry.number(), entry.data());
    read += page.stored_entries_size();
    progress.Update(read, 0);
  });
  progress.Clear();
  if (!status.ok()) return session.Fail(status);
  AuditReport report = verifier.Finish(CommitmentsOf(*member, verifier.trail(), session.connection.options().address));
  session.out << (session.json ? ReportJson(report) : ReportText(report));
  return report.findings.empty() ? kOk : kFailed;
}

int ListEntries(const Session& session, const std::string& slice) {
  ListAuditEntriesRequest request;
  request.set_parent(slice);
  request.set_after(absl::GetFlag(FLAGS_after));
  int64_t limit = absl::GetFlag(FLAGS_all) ? INT64_MAX : absl::GetFlag(FLAGS_limit);
  absl::Status status =
      ReadTrail(session, request, limit == 0 ? kPage : limit, [&](const ListAuditEntriesResponse& page) {
        Table table = AuditTable();
        for (const auto& entry : page.entries()) {
          if (session.json) session.out << ToJson(entry, true) << "\n";
          if (!session.json) AddRows(entry, table);
        }
        if (!table.empty()) session.out << table.Render(session.width);
      });
  return status.ok() ? kOk : session.Fail(status);
}

}  // namespace

int RunAudit(const Session& session, const Arguments& arguments) {
  bool verify = arguments.size() == 1 && arguments.front() == "verify";
  bool list = arguments.size() == 1 && arguments.front() == "list";
  if (!verify && !list) return session.Misused(Say("audit needs verify or list"));
  if (absl::GetFlag(FLAGS_after) < 0) return session.Misused(Say("--after must not be negative"));
  if (absl::GetFlag(FLAGS_limit) < 0) return session.Misused(Say("--limit must not be negative"));
  absl::StatusOr<std::string> slice = SliceOf(session);
  if (!slice.ok()) return session.Fail(slice.status());
  return verify ? Verify(session, *slice) : ListEntries(session, *slice);
}

}  // namespace samverkan::cli

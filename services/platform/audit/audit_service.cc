#include "services/platform/audit/audit_service.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/platform/rpc/page_token.h"
#include "services/platform/rpc/version.h"

namespace samverkan {
namespace {

using audit::v1::GetSealCommitmentRequest;
using audit::v1::ListAuditEntriesRequest;
using audit::v1::ListAuditEntriesResponse;
using audit::v1::SealCommitment;

constexpr int kDefaultPage = 20;
constexpr int kMaxPage = 1'000;
// An entry of a large batch may have tens of kilobytes: a page ends early then.
constexpr int64_t kPageBytes = 1 << 20;
constexpr int kChunk = 64;

uint64_t FingerprintOf(const ListAuditEntriesRequest& request) {
  return Fingerprint(absl::StrCat(request.GetDescriptor()->full_name(), "\n", request.parent()));
}

absl::Status Check(const ListAuditEntriesRequest& request, const std::string& agency) {
  FieldViolations violations;
  if (request.parent() != absl::StrCat("agencies/", agency)) {
    violations.Add("parent", absl::StrCat("must be agencies/", agency));
  }
  if (request.page_size() < 0) violations.Add("page_size", "must not be negative");
  if (request.after() < 0) violations.Add("after", "must not be negative");
  return violations.empty() ? absl::OkStatus() : violations.ToStatus();
}

// After which entry the page begins.
absl::StatusOr<int64_t> BeginOf(const ListAuditEntriesRequest& request) {
  if (request.page_token().empty()) return request.after();
  absl::StatusOr<std::vector<std::string>> parts = DecodePageToken(request.page_token(), FingerprintOf(request));
  if (!parts.ok()) return parts.status();
  int64_t after = 0;
  if (parts->size() == 1 && absl::SimpleAtoi(parts->front(), &after) && after > 0) return after;
  return InvalidField("page_token", "not a token of this request");
}

absl::Status Dropped() {
  return MakeError(absl::StatusCode::kOutOfRange, type::v1::ERROR_REASON_CURSOR_EXPIRED,
                   "Entries after that were dropped, since the trail has outgrown its bound; begin with the oldest.");
}

absl::Status AddEntry(const AuditRow& row, bool stored, ListAuditEntriesResponse& response) {
  if (stored) {
    response.add_stored_entries()->set_number(row.number);
    response.mutable_stored_entries()->rbegin()->set_data(row.bytes);
    return absl::OkStatus();
  }
  audit::v1::AuditEntry& entry = *response.add_entries();
  if (!entry.ParseFromString(row.bytes)) return absl::DataLossError(absl::StrCat("cannot read entry ", row.number));
  entry.set_number(row.number);
  return absl::OkStatus();
}

Task<absl::StatusOr<ListAuditEntriesResponse>> List(Store* store, WorkerPool* workers,
                                                    ListAuditEntriesRequest request) {
  absl::StatusOr<int64_t> after = BeginOf(request);
  if (!after.ok()) co_return after.status();
  co_await workers->Switch();
  int size = std::min(request.page_size() == 0 ? kDefaultPage : request.page_size(), kMaxPage);
  ListAuditEntriesResponse response;
  for (int64_t bytes = 0; size > 0 && bytes < kPageBytes;) {
    int wanted = std::min(size, kChunk);
    auto rows = co_await store->ReadAudit(*after, wanted);
    if (absl::IsOutOfRange(rows.status())) co_return Dropped();
    if (!rows.ok()) co_return rows.status();
    for (const AuditRow& row : *rows) {
      if (absl::Status added = AddEntry(row, request.stored(), response); !added.ok()) co_return added;
      bytes += static_cast<int64_t>(row.bytes.size());
      *after = row.number;
    }
    size -= static_cast<int>(rows->size());
    if (std::ssize(*rows) < wanted) co_return response;
  }
  response.set_next_page_token(EncodePageToken(FingerprintOf(request), {absl::StrCat(*after)}));
  co_return response;
}

Task<absl::StatusOr<ListAuditEntriesResponse>> Refuse(absl::Status status) { co_return status; }

Task<absl::StatusOr<SealCommitment>> Commit(const AuditTrail* trail) { co_return trail->Commit(); }

}  // namespace

Service MakeAuditService(std::string agency, Store& store, const AuditTrail& trail, WorkerPool& workers) {
  Service service = Service::Named("samverkan.audit.v1.AuditService");
  service.Unary<ListAuditEntriesRequest, ListAuditEntriesResponse>(
      "ListAuditEntries", [agency = std::move(agency), store = &store, workers = &workers](
                              const CallContext&, ListAuditEntriesRequest request) {
        if (absl::Status checked = Check(request, agency); !checked.ok()) return Refuse(checked);
        return List(store, workers, std::move(request));
      });
  service.Unary<GetSealCommitmentRequest, SealCommitment>(
      "GetSealCommitment", [trail = &trail](const CallContext& call, GetSealCommitmentRequest) {
        call.AddTrailer(kVersionTrailer, kVersion);
        return Commit(trail);
      });
  return service;
}

}  // namespace samverkan

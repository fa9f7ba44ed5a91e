#include "gateway/federation/list_page.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "gateway/routing/wire.h"
#include "services/platform/rpc/client.h"

namespace samverkan {
namespace {

// A quarter is left for the unreachable, the token, and what gRPC adds.
constexpr size_t kMaxPageBytes = kMaxMessageBytes / 4 * 3;

}  // namespace

std::optional<MemberPage> MemberPage::Read(const ListShape& list, absl::string_view bytes) {
  MemberPage page;
  WireReader reader(bytes);
  for (WireField field; reader.Next(field);) {
    if (field.type != WireType::kBytes) continue;
    if (field.number == list.records) page.records.push_back(field.raw);
    if (field.number == list.next_page_token) page.next_page_token = field.bytes;
  }
  if (reader.malformed()) return std::nullopt;
  return page;
}

bool JoinedPage::HasRoomFor(const MemberPage& page) const {
  if (record_bytes_ == 0) return true;
  size_t bytes = record_bytes_;
  for (absl::string_view record : page.records) bytes += record.size();
  return bytes <= kMaxPageBytes;
}

void JoinedPage::Take(const MemberPage& page) {
  size_t skipped = std::min(skip_left_, page.records.size());
  skip_left_ -= skipped;
  records_left_ -= page.records.size() - skipped;
  for (size_t i = skipped; i < page.records.size(); ++i) {
    bytes_.append(page.records[i].data(), page.records[i].size());
    record_bytes_ += page.records[i].size();
  }
}

void JoinedPage::AddUnreachable(absl::string_view agency) {
  AppendBytes(bytes_, list_.unreachable, absl::StrCat("agencies/", agency));
}

std::string JoinedPage::Finish(absl::string_view next_page_token) {
  if (!next_page_token.empty()) AppendBytes(bytes_, list_.next_page_token, next_page_token);
  return std::move(bytes_);
}

}  // namespace samverkan

#include "gateway/federation/list_request.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gateway/routing/route.h"
#include "services/platform/rpc/error.h"
#include "services/platform/rpc/page_token.h"

namespace samverkan {
namespace {

constexpr int32_t kDefaultPage = 20;
constexpr int32_t kMaxPage = 1'000;

struct Fields {
  int32_t page_size = 0;
  int32_t skip = 0;
  std::string page_token;
  absl::string_view order_by;
  // What makes it the same list.
  std::string rest;
};

absl::StatusOr<Fields> Scan(const MethodPlan& method, absl::string_view bytes) {
  const ListShape& list = *method.list;
  Fields fields;
  WireReader reader(bytes);
  for (WireField field; reader.Next(field);) {
    bool varint = field.type == WireType::kVarint;
    bool string = field.type == WireType::kBytes;
    if (varint && field.number == list.page_size) {
      fields.page_size = static_cast<int32_t>(field.value);
    } else if (varint && field.number == list.skip) {
      fields.skip = static_cast<int32_t>(field.value);
    } else if (string && field.number == list.page_token) {
      fields.page_token = std::string(field.bytes);
    } else {
      if (string && field.number == list.order_by) fields.order_by = field.bytes;
      fields.rest.append(field.raw.data(), field.raw.size());
    }
  }
  if (reader.malformed()) return MalformedRequest(method);
  return fields;
}

absl::Status Check(const Fields& fields) {
  FieldViolations violations;
  if (fields.page_size < 0) violations.Add("page_size", "must not be negative.");
  if (fields.skip < 0) violations.Add("skip", "must not be negative.");
  if (!fields.order_by.empty()) violations.Add("order_by", "is not for lists over all agencies.");
  return violations.ToStatus();
}

}  // namespace

absl::StatusOr<ListRequest> ListRequest::Read(const MethodPlan& method, std::string parent, absl::string_view bytes) {
  absl::StatusOr<Fields> fields = Scan(method, bytes);
  if (!fields.ok()) return fields.status();
  if (absl::Status checked = Check(*fields); !checked.ok()) return checked;
  ListRequest request;
  request.method = &method;
  request.bytes = std::string(bytes);
  request.parent = std::move(parent);
  request.page_size = std::min(fields->page_size == 0 ? kDefaultPage : fields->page_size, kMaxPage);
  request.skip = fields->skip;
  request.fingerprint = Fingerprint(absl::StrCat(method.path, "\n", fields->rest));
  if (fields->page_token.empty()) return request;
  absl::StatusOr<std::vector<std::string>> parts = DecodePageToken(fields->page_token, request.fingerprint);
  if (!parts.ok()) return parts.status();
  // The checksum guards against accidents only, so a token of ours may still be forged.
  if (parts->size() != 2) {
    return MakeError(absl::StatusCode::kInvalidArgument, type::v1::ERROR_REASON_INVALID_PAGE_TOKEN,
                     "page_token: not a token of this request.", {{"field", "page_token"}});
  }
  request.begin = {std::move((*parts)[0]), std::move((*parts)[1])};
  return request;
}

std::string ListRequest::For(absl::string_view agency, absl::string_view token, size_t size) const {
  const ListShape& list = *method->list;
  std::string request = bytes;
  if (method->routing) {
    // `agencies/-` and what follows: the rest is the member's to understand.
    constexpr size_t kWildcard = sizeof("agencies/-") - 1;
    AppendString(request, method->routing->path,
                 absl::StrCat("agencies/", agency, absl::string_view(parent).substr(kWildcard)));
  }
  AppendVarint(request, list.page_size, size);
  AppendBytes(request, list.page_token, token);
  if (list.skip != 0) AppendVarint(request, list.skip, 0);
  return request;
}

std::string ListRequest::TokenAt(const ListPlace& place) const {
  return EncodePageToken(fingerprint, {place.agency, place.token});
}

}  // namespace samverkan

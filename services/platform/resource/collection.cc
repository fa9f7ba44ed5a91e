#include "services/platform/resource/collection.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/platform/resource/filter.h"
#include "services/platform/resource/record.h"
#include "services/platform/resource/request_view.h"
#include "services/platform/rpc/page_token.h"

namespace samverkan {
namespace {

using google::protobuf::Message;

// A page ends before it is larger than what clients take by default (4 MiB).
constexpr size_t kMaxPageBytes = 3 << 20;
// How many records an ordered list may sort.
constexpr size_t kMaxSorted = 100'000;
constexpr int kScanChunk = 512;

// What a List asks for, checked.
struct ListQuery {
  std::string key_prefix;
  size_t page_size = 0;
  int64_t skip = 0;
  Filter filter;
  Order order;
  uint64_t fingerprint = 0;
  // The place after which to go on: a key, or in an ordered list how many came before.
  std::string after;
};

// Collects what goes onto a page.
class Page {
 public:
  Page(Collection::Method method, const ListQuery& query)
      : response_(method->output_type()), field_(ResourcesField(response_)), query_(query) {}

  // False if there is no room for it: it begins the next page.
  bool Add(absl::string_view resource, const std::string& place) {
    if (count_ == query_.page_size || (count_ > 0 && bytes_.size() + resource.size() > kMaxPageBytes)) return false;
    AppendField(field_, resource, bytes_);
    last_ = place;
    ++count_;
    return true;
  }

  std::string Finish(bool more) {
    const auto* token = response_->FindFieldByName("next_page_token");
    if (more) AppendField(token, EncodePageToken(query_.fingerprint, {last_}), bytes_);
    return std::move(bytes_);
  }

 private:
  const google::protobuf::Descriptor* response_;
  const google::protobuf::FieldDescriptor* field_;
  const ListQuery& query_;
  std::string bytes_;
  std::string last_;
  size_t count_ = 0;
};

// Tokens are not signed: one that its bearer has made must lead nowhere else.
bool IsPlace(const ListQuery& query, const std::string& after) {
  uint32_t before = 0;
  return query.order.empty() ? absl::StartsWith(after, query.key_prefix) : absl::SimpleAtoi(after, &before);
}

absl::Status NoSuchPage() {
  return MakeError(absl::StatusCode::kInvalidArgument, type::v1::ERROR_REASON_INVALID_PAGE_TOKEN,
                   "page_token: leads to no page of this request; begin again without one.", {{"field", "page_token"}});
}

absl::StatusOr<ListQuery> ReadQuery(const Collection& collection, const RequestView& request,
                                    Collection::Method method) {
  absl::StatusOr<std::vector<std::string>> parent = collection.OwnParent(request.String("parent"), true);
  if (!parent.ok()) return parent.status();
  if (request.Int("page_size") < 0) return InvalidField("page_size", "must not be negative");
  if (request.Int("skip") < 0) return InvalidField("skip", "must not be negative");
  auto filter = Filter::Parse(request.String("filter"), collection.type().descriptor());
  if (!filter.ok()) return filter.status();
  auto order = Order::Parse(request.String("order_by"), collection.type().descriptor());
  if (!order.ok()) return order.status();

  int64_t page_size = request.Int("page_size") == 0 ? kDefaultPageSize : request.Int("page_size");
  ListQuery query{.key_prefix = collection.type().pattern().KeyPrefix(*parent),
                  .page_size = static_cast<size_t>(std::min<int64_t>(page_size, kMaxPageSize)),
                  .skip = request.Int("skip"),
                  .filter = *std::move(filter),
                  .order = *std::move(order)};
  query.fingerprint = Fingerprint(absl::StrCat(method->full_name(), "\n", request.String("parent"), "\n",
                                               request.String("filter"), "\n", request.String("order_by")));
  if (std::string token = request.String("page_token"); !token.empty()) {
    absl::StatusOr<std::vector<std::string>> parts = DecodePageToken(token, query.fingerprint);
    if (!parts.ok()) return parts.status();
    if (parts->size() != 1 || !IsPlace(query, parts->front())) return NoSuchPage();
    query.after = parts->front();
  }
  return query;
}

// The first key after all that begin with `prefix`, which does not end in 0xFF.
std::string EndOf(std::string prefix) {
  ++prefix.back();
  return prefix;
}

// Visits the records that the caller may see and the filter passes, in name order, from after `place`. Parsed only
// where somebody looks into it. The visitor returns false to stop.
using Visitor = std::function<bool(const Row&, const Message*)>;

Task<absl::Status> Visit(const Collection& collection, const CallContext& call, const ListQuery& query,
                         std::string place, bool parse, Visitor visitor) {
  const Slice& slice = collection.slice();
  std::string begin = place.empty() ? query.key_prefix : place + '\0';
  std::unique_ptr<Message> message = collection.type().New();
  while (!call.stop.stop_requested()) {
    auto rows = co_await slice.store->Scan(begin, EndOf(query.key_prefix), kScanChunk);
    if (!rows.ok()) co_return rows.status();
    for (const Row& row : *rows) {
      if (!slice.SeesAll(call) && !IsShared(row.record.value)) continue;
      if (parse) {
        absl::string_view bytes = ResourceBytes(row.record.value);
        message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
        if (!query.filter.Matches(*message)) continue;
      }
      if (!visitor(row, parse ? message.get() : nullptr)) co_return absl::OkStatus();
    }
    if (rows->size() < static_cast<size_t>(kScanChunk)) co_return absl::OkStatus();
    begin = rows->back().key + '\0';
  }
  co_return absl::CancelledError("cancelled");
}

Task<Collection::Bytes> ListByName(const Collection& collection, const CallContext& call, const ListQuery& query,
                                   bool filtered, Collection::Method method) {
  Page page(method, query);
  bool more = false;
  int64_t skip = query.skip;
  absl::Status visited =
      co_await Visit(collection, call, query, query.after, filtered, [&](const Row& row, const Message*) {
        if (skip-- > 0) return true;
        more = !page.Add(ResourceBytes(row.record.value), row.key);
        return !more;
      });
  if (!visited.ok()) co_return visited;
  co_return page.Finish(more);
}

Task<Collection::Bytes> ListOrdered(const Collection& collection, const CallContext& call, const ListQuery& query,
                                    Collection::Method method) {
  struct Item {
    std::unique_ptr<Message> message;
    std::string bytes;
  };
  std::vector<Item> items;
  bool too_many = false;
  absl::Status visited = co_await Visit(collection, call, query, "", true, [&](const Row& row, const Message* message) {
    too_many = items.size() == kMaxSorted;
    if (too_many) return false;
    items.push_back({std::unique_ptr<Message>(message->New()), std::string(ResourceBytes(row.record.value))});
    items.back().message->CopyFrom(*message);
    return true;
  });
  if (!visited.ok()) co_return visited;
  if (too_many) {
    co_return MakeError(absl::StatusCode::kResourceExhausted, type::v1::ERROR_REASON_LIMIT_EXCEEDED,
                        "order_by: too many to sort; narrow the list with a filter.", {{"field", "order_by"}});
  }
  // Stable: what the order does not part stays in name order.
  std::stable_sort(items.begin(), items.end(),
                   [&](const Item& a, const Item& b) { return query.order.Before(*a.message, *b.message); });
  size_t before = 0;
  if (!query.after.empty() && !absl::SimpleAtoi(query.after, &before)) before = 0;
  Page page(method, query);
  bool more = false;
  for (size_t i = before + query.skip; i < items.size() && !more; ++i) {
    more = !page.Add(items[i].bytes, absl::StrCat(i + 1));
  }
  co_return page.Finish(more);
}

}  // namespace

bool Sees(const Slice& slice, const CallContext& call, const std::optional<StoredRecord>& record) {
  return record.has_value() && (slice.SeesAll(call) || IsShared(record->value));
}

absl::Status NotFound(absl::string_view name) {
  return MakeError(absl::StatusCode::kNotFound, type::v1::ERROR_REASON_RESOURCE_NOT_FOUND,
                   absl::StrCat(name, " does not exist, or is not shared with you."), {{"resource", name}});
}

Collection::Collection(const google::protobuf::Descriptor* resource, std::string room, Slice slice, RoomRules rules,
                       std::set<std::string> reserved_ids)
    : type_(resource),
      room_(std::move(room)),
      slice_(std::move(slice)),
      rules_(std::move(rules)),
      reserved_ids_(std::move(reserved_ids)) {}

absl::StatusOr<std::vector<std::string>> Collection::OwnName(absl::string_view name, const std::string& field) const {
  std::vector<std::string> ids = type_.pattern().Match(name);
  if (ids.empty()) {
    return InvalidField(field, absl::StrCat("must be a name of ", type_.type(), ", such as ",
                                            type_.pattern().Example(slice_.agency), ": ", Shown(name)));
  }
  if (ids[0] != slice_.agency) {
    return MakeError(absl::StatusCode::kNotFound, type::v1::ERROR_REASON_WRONG_OWNER,
                     absl::StrCat("This server has no slice of agencies/", ids[0], "."),
                     {{"field", field}, {"agency", ids[0]}});
  }
  return ids;
}

absl::StatusOr<std::vector<std::string>> Collection::OwnParent(absl::string_view parent, bool wildcards) const {
  if (type_.pattern().is_root()) return std::vector<std::string>();
  std::vector<std::string> ids = type_.pattern().MatchParent(parent, wildcards);
  if (ids.empty()) {
    std::string example = type_.pattern().Example(slice_.agency);
    example.erase(example.rfind('/', example.rfind('/') - 1));
    return InvalidField("parent", absl::StrCat("must be the name of what has ", type_.type(), ", such as ", example,
                                               ": ", Shown(parent)));
  }
  if (ids[0] == "-") {
    return MakeError(absl::StatusCode::kInvalidArgument, type::v1::ERROR_REASON_ONE_AGENCY_REQUIRED,
                     "parent: one agency's node cannot answer for all; name an agency, or ask the gateway.",
                     {{"field", "parent"}});
  }
  if (ids[0] != slice_.agency) {
    return MakeError(absl::StatusCode::kNotFound, type::v1::ERROR_REASON_WRONG_OWNER,
                     absl::StrCat("This server has no slice of agencies/", ids[0], "."),
                     {{"field", "parent"}, {"agency", ids[0]}});
  }
  return ids;
}

absl::StatusOr<std::vector<std::string>> Collection::OwnNameUnder(const std::vector<std::string>& parent,
                                                                  absl::string_view name,
                                                                  const std::string& field) const {
  absl::StatusOr<std::vector<std::string>> ids = OwnName(name, field);
  if (ids.ok() && !std::equal(parent.begin(), parent.end(), ids->begin())) {
    return InvalidField(field, absl::StrCat("must be under the batch's parent: ", name));
  }
  return ids;
}

Task<Collection::Bytes> Collection::Get(const CallContext& call, grpc::ByteBuffer bytes, Method method) const {
  auto request = ParseRequest(method->input_type(), bytes);
  if (!request.ok()) co_return request.status();
  co_return co_await Read(call, RequestView(**request).String("name"), "name");
}

Task<Collection::Bytes> Collection::Read(const CallContext& call, std::string name, std::string field) const {
  absl::StatusOr<std::vector<std::string>> ids = OwnName(name, field);
  if (!ids.ok()) co_return ids.status();
  auto record = co_await slice_.store->Get(type_.pattern().Key(*ids));
  if (!record.ok()) co_return record.status();
  if (!Sees(slice_, call, *record)) co_return NotFound(name);
  co_return std::string(ResourceBytes((*record)->value));
}

Task<Collection::Bytes> Collection::List(const CallContext& call, grpc::ByteBuffer bytes, Method method) const {
  auto request = ParseRequest(method->input_type(), bytes);
  if (!request.ok()) co_return request.status();
  RequestView view(**request);
  absl::StatusOr<ListQuery> query = ReadQuery(*this, view, method);
  if (!query.ok()) co_return query.status();
  co_await slice_.workers->Switch();
  if (!query->order.empty()) co_return co_await ListOrdered(*this, call, *query, method);
  co_return co_await ListByName(*this, call, *query, !view.String("filter").empty(), method);
}

Task<Collection::Bytes> Collection::BatchGet(const CallContext& call, grpc::ByteBuffer bytes, Method method) const {
  auto request = ParseRequest(method->input_type(), bytes);
  if (!request.ok()) co_return request.status();
  RequestView view(**request);
  absl::StatusOr<std::vector<std::string>> parent = OwnParent(view.String("parent"), false);
  if (!parent.ok()) co_return parent.status();
  int count = view.Count("names");
  if (count == 0 || count > kMaxBatch) co_return InvalidField("names", absl::StrCat("must have 1 to ", kMaxBatch));
  std::vector<std::string> keys;
  for (int i = 0; i < count; ++i) {
    auto ids = OwnNameUnder(*parent, view.StringAt("names", i), absl::StrCat("names[", i, "]"));
    if (!ids.ok()) co_return ids.status();
    keys.push_back(type_.pattern().Key(*ids));
  }
  co_await slice_.workers->Switch();
  auto records = co_await slice_.store->GetMany(std::move(keys));
  if (!records.ok()) co_return records.status();
  std::string response;
  const auto* field = ResourcesField(method->output_type());
  for (int i = 0; i < count; ++i) {
    const std::optional<StoredRecord>& record = (*records)[i];
    if (!Sees(slice_, call, record)) co_return NotFound(view.StringAt("names", i));
    AppendField(field, ResourceBytes(record->value), response);
  }
  co_return response;
}

}  // namespace samverkan

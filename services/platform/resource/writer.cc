// Create, Update, Delete and their batches, and transitions: one way to write for all of them.
//
//   read the request into changes → read what stands → make drafts → commit all or nothing → answer
//
// A commit that lost a race begins again from what then stands, unless an etag says that the writer must decide.
#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "samverkan/changes/v1/change_feed_service.pb.h"
#include "services/platform/resource/change.h"
#include "services/platform/resource/collection.h"
#include "services/platform/resource/mask.h"
#include "services/platform/resource/record.h"
#include "services/platform/resource/request_view.h"
#include "services/platform/rpc/page_token.h"

namespace samverkan {
namespace {

using google::protobuf::Arena;
using google::protobuf::Message;

constexpr int kMaxAttempts = 16;
// Larger requests are read and worked on by the pool, not in gRPC's callback.
constexpr size_t kInlineBytes = 4 << 10;
constexpr absl::Duration kRequestIdLife = absl::Hours(24);

// What one attempt makes of a change.
struct Outcome {
  std::optional<samverkan::Write> write;
  std::string bytes;
};

bool IsUuid(absl::string_view id) {
  if (id.size() != 36) return false;
  for (size_t i = 0; i < id.size(); ++i) {
    bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? id[i] != '-' : !absl::ascii_isxdigit(static_cast<unsigned char>(id[i]))) return false;
  }
  return true;
}

absl::Status EtagMismatch(const Change& change) {
  return MakeError(absl::StatusCode::kAborted, type::v1::ERROR_REASON_ETAG_MISMATCH,
                   absl::StrCat(change.name, " has changed since that etag; read it again and retry."),
                   {{"resource", change.name}});
}

// One attempt's part for one change: what to write, given what stands.
class ChangeMaker {
 public:
  ChangeMaker(const Collection& collection, const CallContext& call, Arena& arena)
      : collection_(collection),
        type_(collection.type()),
        arena_(arena),
        now_(collection.slice().now()),
        today_(collection.slice().Today()) {
    if (!call.principal.agency.empty() && IsValidId(call.principal.agency)) by_ = "agencies/" + call.principal.agency;
  }

  absl::StatusOr<Outcome> Make(const Change& change, const std::optional<StoredRecord>& stands) {
    Message* existing = nullptr;
    if (stands) {
      existing = type_.New(arena_);
      absl::string_view bytes = ResourceBytes(stands->value);
      if (!existing->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        return absl::DataLossError(absl::StrCat("cannot read ", change.name));
      }
    }
    if (!change.etag.empty() && (!existing || EtagIn(type_, *existing) != change.etag)) return EtagMismatch(change);
    if (change.verb == Verb::kDelete) return MakeDelete(change, stands, existing);
    return MakeWrite(change, stands, existing);
  }

 private:
  absl::StatusOr<Outcome> MakeDelete(const Change& change, const std::optional<StoredRecord>& stands,
                                     const Message* existing) {
    Outcome outcome;
    if (!stands) return change.allow_missing ? absl::StatusOr<Outcome>(outcome) : NotFound(change.name);
    if (absl::Status deletable = CheckDeletable(type_, *existing); !deletable.ok()) return deletable;
    outcome.write = samverkan::Write{.key = change.key,
                                     .expected_version = stands->version,
                                     .shared = IsShared(stands->value) ? SharedEntry::kRemoved : SharedEntry::kNone};
    return outcome;
  }

  absl::StatusOr<Outcome> MakeWrite(const Change& change, const std::optional<StoredRecord>& stands,
                                    const Message* existing) {
    if (change.verb == Verb::kCreate && existing != nullptr) {
      return MakeError(absl::StatusCode::kAlreadyExists, type::v1::ERROR_REASON_RESOURCE_EXISTS,
                       absl::StrCat(change.name, " exists."), {{"resource", change.name}});
    }
    if (change.verb != Verb::kCreate && existing == nullptr && !change.allow_missing) return NotFound(change.name);

    Message* resource = change.resource;
    if (existing != nullptr) {
      Message* target = type_.New(arena_);
      // Not CopyFrom, which first looks whether one is a part of the other.
      target->MergeFrom(*existing);
      ForgetStateDay(*resource, *target, change);
      if (absl::Status applied = ApplyUpdate(*resource, change.mask, *target); !applied.ok()) return applied;
      resource = target;
    }
    absl::StatusOr<Draft> draft = MakeDraft({.type = &type_,
                                             .rules = &collection_.rules(),
                                             .resource = resource,
                                             .existing = existing,
                                             .name = change.name,
                                             .by = by_,
                                             .path = change.path,
                                             .now = now_,
                                             .today = today_,
                                             .step = change.step});
    if (!draft.ok()) return draft.status();
    Outcome outcome;
    if (!draft->unchanged) {
      bool was_shared = stands && IsShared(stands->value);
      outcome.write = samverkan::Write{.key = change.key,
                                       .value = ToRecord(draft->shared, draft->bytes),
                                       .expected_version = stands ? stands->version : 0,
                                       .shared = draft->shared ? SharedEntry::kWritten
                                                 : was_shared  ? SharedEntry::kRemoved
                                                               : SharedEntry::kNone};
    }
    outcome.bytes = std::move(draft->bytes);
    return outcome;
  }

  // The day of the present state says nothing of a new one: an update that names only the state begins it today.
  void ForgetStateDay(const Message& source, Message& target, const Change& change) {
    if (type_.state_field == nullptr) return;
    const auto& reflection = *source.GetReflection();
    int state = reflection.GetEnumValue(source, type_.state_field);
    if (state != 0 && state != target.GetReflection()->GetEnumValue(target, type_.state_field)) {
      bool written = change.mask.paths().empty() ||
                     std::count(change.mask.paths().begin(), change.mask.paths().end(), type_.state_field->name()) > 0;
      if (written) target.GetReflection()->ClearField(&target, type_.state_day_field);
    }
  }

  const Collection& collection_;
  const ResourceType& type_;
  Arena& arena_;
  absl::Time now_;
  std::string today_;
  std::string by_;
};

void AddCursor(const CallContext& call, const Slice& slice, const std::string& room, const LogPlace& place) {
  changes::v1::Cursor cursor;
  cursor.set_agency("agencies/" + slice.agency);
  cursor.set_room(room);
  cursor.set_epoch(place.epoch);
  cursor.set_sequence(place.sequence);
  call.AddTrailer(kCursorTrailer, cursor.SerializeAsString());
}

// Tells the writer where the logs stand. The own log's place tells how much is private: only its agency learns it.
void AddCursors(const CallContext& call, const Collection& collection, const CommitResult& committed) {
  if (collection.slice().SeesAll(call)) AddCursor(call, collection.slice(), collection.room(), committed.own);
  AddCursor(call, collection.slice(), collection.room(), committed.shared);
}

std::string ToResponse(const std::vector<Outcome>& outcomes, Collection::Method method) {
  const auto* field = ResourcesField(method->output_type());
  if (!absl::StartsWith(method->name(), "Batch")) return outcomes.front().bytes;
  std::string response;
  size_t bytes = 0;
  for (const Outcome& outcome : outcomes) bytes += outcome.bytes.size() + 10;
  response.reserve(bytes);
  for (const Outcome& outcome : outcomes) {
    if (field != nullptr) AppendField(field, outcome.bytes, response);
  }
  return response;
}

// The request id as the store keeps it, with what the request was: an answer is given again to the same request only.
struct RequestId {
  std::string key;
  std::string fingerprint;
};

absl::StatusOr<std::optional<RequestId>> ReadRequestId(const CallContext& call, const RequestView& request,
                                                       const grpc::ByteBuffer& bytes, Collection::Method method) {
  std::string id = request.String("request_id");
  if (id.empty()) return std::nullopt;
  if (!IsUuid(id)) return InvalidField("request_id", "must be a UUID, such as 123e4567-e89b-42d3-a456-426614174000");
  grpc::Slice slice = ToSlice(bytes);
  uint64_t print = Fingerprint(absl::string_view(reinterpret_cast<const char*>(slice.begin()), slice.size()));
  return RequestId{absl::StrCat(call.principal.agency.substr(0, 64), "/", id),
                   absl::StrCat(absl::Hex(print ^ Fingerprint(method->full_name()), absl::kZeroPad16))};
}

// The first answer, if the request was answered before.
Task<absl::StatusOr<std::optional<std::string>>> FindAnswer(const Collection& collection, RequestId id) {
  auto kept = co_await collection.slice().store->FindRequest(id.key);
  if (!kept.ok() || !*kept) co_return kept;
  if (!absl::StartsWith(**kept, id.fingerprint)) {
    co_return MakeError(absl::StatusCode::kInvalidArgument, type::v1::ERROR_REASON_REQUEST_ID_REUSED,
                        "request_id: was used for another request; use a new one.", {{"field", "request_id"}});
  }
  co_return std::optional<std::string>((*kept)->substr(id.fingerprint.size()));
}

// The first answer with the cursors of now, if the request was answered before: acknowledged as the first time.
Task<absl::StatusOr<std::optional<std::string>>> Repeat(const CallContext& call, const Collection& collection,
                                                        RequestId id) {
  auto answer = co_await FindAnswer(collection, id);
  if (!answer.ok() || !*answer) co_return answer;
  auto places = co_await collection.slice().store->Commit({.room = collection.room()});
  if (!places.ok()) co_return places.status();
  // Should the store have gone over to another server in between, what was answered may be lost, and its answer too.
  auto still = co_await FindAnswer(collection, std::move(id));
  if (still.ok() && *still) AddCursors(call, collection, *places);
  co_return still;
}

Task<absl::StatusOr<std::vector<std::optional<StoredRecord>>>> ReadStanding(const Collection& collection,
                                                                            const std::vector<Change>& changes) {
  if (changes.size() == 1) {
    auto record = co_await collection.slice().store->Get(changes.front().key);
    if (!record.ok()) co_return record.status();
    std::vector<std::optional<StoredRecord>> records;
    records.push_back(*std::move(record));
    co_return records;
  }
  std::vector<std::string> keys;
  keys.reserve(changes.size());
  for (const Change& change : changes) keys.push_back(change.key);
  co_return co_await collection.slice().store->GetMany(std::move(keys));
}

// NOT_FOUND if what is to hold the new resources does not stand. All changes of a call have one parent.
Task<absl::Status> CheckParent(const Collection& collection, const std::vector<Change>& changes) {
  bool makes = std::any_of(changes.begin(), changes.end(), [](const Change& change) {
    return change.verb == Verb::kCreate || change.verb == Verb::kUpdate;
  });
  if (!makes) co_return absl::OkStatus();
  std::vector<std::string> ids = collection.type().pattern().Match(changes.front().name);
  ids.pop_back();
  const NamePattern& parent = collection.parent()->type().pattern();
  auto stands = co_await collection.slice().store->Get(parent.Key(ids));
  if (!stands.ok()) co_return stands.status();
  co_return *stands ? absl::OkStatus() : NotFound(parent.Format(ids));
}

// FAILED_PRECONDITION if something stands under what is to be deleted.
Task<absl::Status> CheckChildless(const Collection& collection, const std::vector<Change>& changes) {
  for (const Collection* child : collection.children()) {
    for (const Change& change : changes) {
      if (change.verb != Verb::kDelete) continue;
      std::string begin = child->type().pattern().KeyPrefix(collection.type().pattern().Match(change.name));
      std::string end = begin;
      ++end.back();
      auto rows = co_await collection.slice().store->Scan(begin, end, 1);
      if (!rows.ok()) co_return rows.status();
      if (rows->empty()) continue;
      co_return MakeError(absl::StatusCode::kFailedPrecondition, type::v1::ERROR_REASON_FAILED_PRECONDITION,
                          absl::StrCat(change.name, " still has ", child->type().singular(), "s; delete these first."),
                          {{"resource", change.name}});
    }
  }
  co_return absl::OkStatus();
}

absl::StatusOr<std::vector<Outcome>> MakeOutcomes(const Collection& collection, const CallContext& call,
                                                  const std::vector<Change>& changes,
                                                  const std::vector<std::optional<StoredRecord>>& standing,
                                                  Arena& arena) {
  ChangeMaker maker(collection, call, arena);
  std::vector<Outcome> outcomes;
  outcomes.reserve(changes.size());
  for (size_t i = 0; i < changes.size(); ++i) {
    absl::StatusOr<Outcome> outcome = maker.Make(changes[i], standing[i]);
    if (!outcome.ok()) return outcome.status();
    outcomes.push_back(*std::move(outcome));
  }
  return outcomes;
}

// What the audit trail says of a call that writes; nothing where nothing changes.
std::optional<std::string> AuditEntryOf(const Collection& collection, const CallContext& call,
                                        const std::vector<Change>& changes, const std::vector<Outcome>& outcomes) {
  if (collection.slice().audit == nullptr) return std::nullopt;
  std::vector<absl::string_view> names;
  names.reserve(changes.size());
  for (size_t i = 0; i < changes.size(); ++i) {
    if (outcomes[i].write) names.push_back(changes[i].name);
  }
  if (names.empty()) return std::nullopt;
  return collection.slice().audit->WriteEntry(call, names);
}

samverkan::CommitRequest ToCommit(const Collection& collection, std::vector<Outcome>& outcomes,
                                  const std::optional<RequestId>& id, const std::string& response) {
  samverkan::CommitRequest commit{.room = collection.room()};
  for (Outcome& outcome : outcomes) {
    if (outcome.write) commit.writes.push_back(*std::move(outcome.write));
  }
  if (id) {
    commit.request = RequestRecord{.id = id->key,
                                   .response = id->fingerprint + response,
                                   .expire_time = collection.slice().now() + kRequestIdLife};
  }
  return commit;
}

// Room for the messages of a call at once: the request, and as much again for what stands and what will.
google::protobuf::ArenaOptions ArenaFor(const grpc::ByteBuffer& request) {
  google::protobuf::ArenaOptions options;
  options.start_block_size = std::clamp<size_t>(request.Length() * 4, 4 << 10, 64 << 10);
  options.max_block_size = 64 << 10;
  return options;
}

// Whether nothing need be read before the first attempt: the commit itself finds out what stands, and whether the
// request was answered before.
bool CommitsBlindly(const std::vector<Change>& changes, const RequestView& request) {
  return !request.Bool("validate_only") &&
         std::all_of(changes.begin(), changes.end(), [](const Change& change) { return change.verb == Verb::kCreate; });
}

}  // namespace

Task<Collection::Bytes> Collection::Write(const CallContext& call, grpc::ByteBuffer bytes, Method method) const {
  if (bytes.Length() > kInlineBytes) co_await slice_.workers->Switch();
  Arena arena(ArenaFor(bytes));
  auto request = ParseRequest(method->input_type(), bytes, arena);
  if (!request.ok()) co_return request.status();
  absl::StatusOr<std::vector<Change>> changes = ReadChanges(*this, method, RequestView(**request));
  if (!changes.ok()) co_return changes.status();
  auto id = ReadRequestId(call, RequestView(**request), bytes, method);
  if (!id.ok()) co_return id.status();
  bool blind = CommitsBlindly(*changes, RequestView(**request));
  for (int attempt = 0; attempt < kMaxAttempts && !call.stop.stop_requested(); ++attempt, blind = false) {
    if (attempt > 0) {
      // The last attempt has used it up. It was fit to be read then.
      request = ParseRequest(method->input_type(), bytes, arena);
      changes = ReadChanges(*this, method, RequestView(**request));
    }
    std::vector<std::optional<StoredRecord>> standing(changes->size());
    if (!blind) {
      auto read = co_await ReadStanding(*this, *changes);
      if (!read.ok()) co_return read.status();
      standing = *std::move(read);
    }
    // After what stands was read: were the same request done in between, what it wrote would seem to be another's.
    if (*id && !blind) {
      auto answer = co_await Repeat(call, *this, **id);
      if (!answer.ok()) co_return answer.status();
      if (*answer) co_return **std::move(answer);
    }
    if (absl::Status fits = parent_ == nullptr ? absl::OkStatus() : co_await CheckParent(*this, *changes); !fits.ok()) {
      co_return fits;
    }
    if (absl::Status fits = children_.empty() ? absl::OkStatus() : co_await CheckChildless(*this, *changes);
        !fits.ok()) {
      co_return fits;
    }
    auto outcomes = MakeOutcomes(*this, call, *changes, standing, arena);
    if (!outcomes.ok()) co_return outcomes.status();
    std::string response = ToResponse(*outcomes, method);
    if (RequestView(**request).Bool("validate_only")) co_return response;
    std::optional<std::string> audit = AuditEntryOf(*this, call, *changes, *outcomes);
    samverkan::CommitRequest commit = ToCommit(*this, *outcomes, *id, response);
    commit.audit = std::move(audit);
    auto committed = co_await slice_.store->Commit(std::move(commit));
    if (committed.ok()) {
      AddCursors(call, *this, *committed);
      co_return response;
    }
    if (slice_.audit != nullptr && absl::IsResourceExhausted(committed.status())) slice_.audit->StoreIsFull();
    bool lost_race = absl::IsAborted(committed.status()) || absl::IsAlreadyExists(committed.status());
    if (!lost_race) co_return committed.status();
  }
  if (call.stop.stop_requested()) co_return absl::CancelledError("cancelled");
  co_return MakeError(absl::StatusCode::kAborted, type::v1::ERROR_REASON_CONTENTION,
                      "Others kept changing what this call writes; retry.");
}

}  // namespace samverkan

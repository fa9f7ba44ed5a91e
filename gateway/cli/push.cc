#include "gateway/cli/push.h"

#include <algorithm>

#include "absl/random/random.h"
#include "gateway/cli/errors.h"
#include "services/platform/rpc/message.h"

namespace samverkan::cli {
namespace {

// Refusals that are about the caller or the place, not about some record.
bool ConcernsAll(const absl::Status& status) {
  std::string reason = ReasonNameOf(status);
  return absl::IsPermissionDenied(status) || absl::IsUnauthenticated(status) || absl::IsUnimplemented(status) ||
         reason == "WRONG_OWNER" || reason == "UNKNOWN_MEMBER" || reason == "ONE_AGENCY_REQUIRED";
}

absl::Duration Jittered(absl::Duration pause) {
  absl::BitGen random;
  return pause * absl::Uniform(random, 0.5, 1.0);
}

Batch Part(Batch& whole, size_t begin, size_t end) {
  Batch part{.collection = whole.collection, .parent = whole.parent};
  for (size_t i = begin; i < end; ++i) part.records.push_back(std::move(whole.records[i]));
  return part;
}

std::vector<std::string> NamesOf(const Batch& batch) {
  std::vector<std::string> names;
  for (const Record& record : batch.records) names.push_back(record.name);
  return names;
}

}  // namespace

Push::Push(const Connection& connection, PushOptions options, PushObserver& observer)
    : connection_(connection), options_(options), observer_(observer), last_answer_(absl::Now()) {}

bool Push::Send(Batch batch) {
  std::vector<std::string> names = NamesOf(batch);
  int64_t begin = batch.begin();
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] {
      bool busy = names_.count(batch.parent) > 0 ||
                  std::any_of(names.begin(), names.end(), [&](const auto& name) { return names_.count(name) > 0; });
      return !given_up_.ok() || (running_ < options_.in_flight && !busy);
    });
    if (!given_up_.ok()) return false;
    // Time in which there was nothing to answer does not count.
    if (running_++ == 0) last_answer_ = absl::Now();
    names_.insert(names.begin(), names.end());
    open_.insert(begin);
    sent_ = batch.end();
  }
  Start(SendAll(std::move(batch)),
        [this, begin, names = std::move(names)](bool complete) { End(begin, names, complete); });
  return true;
}

void Push::End(int64_t begin, const std::vector<std::string>& names, bool complete) {
  std::lock_guard lock(mutex_);
  --running_;
  for (const std::string& name : names) names_.erase(name);
  if (complete) open_.erase(open_.find(begin));
  observer_.Advanced();
  changed_.notify_all();
}

absl::Status Push::Finish() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return running_ == 0; });
  return given_up_;
}

// The parts go one after the other, so that the records keep their order.
Task<bool> Push::SendAll(Batch batch) {
  std::vector<Batch> rest;
  rest.push_back(std::move(batch));
  while (!rest.empty()) {
    Batch part = std::move(rest.back());
    rest.pop_back();
    bool answered = co_await SendPart(std::move(part), rest);
    if (!answered) co_return false;
  }
  co_return true;
}

// `rest` is the caller's, which waits: what of the part is still to be sent is put there, the first on top.
Task<bool> Push::SendPart(Batch part, std::vector<Batch>& rest) {
  MessagePtr request = WriteRequest(connection_.contract(), part, options_.mode);
  const auto* method = WriteMethod(*part.collection);
  Reply reply = co_await SendWithRetries(PathOf(method), Serialize(*request));
  absl::Status status = FromGrpcStatus(reply.status);
  if (IsTransient(status)) co_return false;
  if (!status.ok()) {
    std::vector<Batch> again = Divide(std::move(part), status);
    for (size_t i = again.size(); i > 0; --i) rest.push_back(std::move(again[i - 1]));
    co_return true;
  }
  MessagePtr response = connection_.contract().New(method->output_type());
  absl::Status parsed = Parse(reply.message, *response);
  std::lock_guard lock(mutex_);
  if (!parsed.ok()) {
    RefuseAll(part, parsed);
  } else {
    observer_.Applied(part, *response);
  }
  co_return true;
}

Task<Reply> Push::SendWithRetries(std::string method, grpc::ByteBuffer request) {
  absl::Duration pause = options_.first_pause;
  for (;;) {
    Reply reply = co_await connection_.client().Call(method, request, connection_.Options());
    absl::Status status = FromGrpcStatus(reply.status);
    if (!IsTransient(status)) {
      Answered();
      co_return reply;
    }
    if (GiveUp(status)) co_return reply;
    co_await timer_.Sleep(absl::ToChronoNanoseconds(Jittered(pause)), stop_.get_token());
    pause = std::min(2 * pause, options_.longest_pause);
  }
}

void Push::Answered() {
  std::lock_guard lock(mutex_);
  last_answer_ = absl::Now();
  waiting_ = false;
}

bool Push::GiveUp(const absl::Status& status) {
  std::lock_guard lock(mutex_);
  if (given_up_.ok() && absl::Now() - last_answer_ > options_.retry_for) {
    given_up_ = status;
    stop_.request_stop();
    changed_.notify_all();
  }
  if (given_up_.ok() && !waiting_) observer_.Waiting(status);
  waiting_ = true;
  return !given_up_.ok();
}

void Push::RefuseAll(const Batch& part, const absl::Status& status) {
  for (const Record& record : part.records) observer_.Refused(record, "", std::string(status.message()));
}

// A batch with one bad record is refused whole. Whoever is named is told and left out; where nobody is, halves show who
// it is. What stands before the first bad record is fine and goes alone, so that many bad ones do not cost many
// repeats.
std::vector<Batch> Push::Divide(Batch part, const absl::Status& status) {
  std::vector<RecordError> errors = RecordErrorsOf(status, part);
  std::lock_guard lock(mutex_);
  size_t count = part.records.size();
  std::vector<Batch> again;
  if (errors.empty() && (count == 1 || ConcernsAll(status))) {
    RefuseAll(part, status);
    return again;
  }
  if (errors.empty()) {
    again.push_back(Part(part, 0, count / 2));
    again.push_back(Part(part, count / 2, count));
    return again;
  }
  std::set<size_t> bad;
  for (const RecordError& error : errors) {
    observer_.Refused(part.records[error.index], error.path, error.description);
    bad.insert(error.index);
  }
  Batch after{.collection = part.collection, .parent = part.parent};
  for (size_t i = *bad.begin(); i < count; ++i) {
    if (bad.count(i) == 0) after.records.push_back(std::move(part.records[i]));
  }
  if (*bad.begin() > 0) again.push_back(Part(part, 0, *bad.begin()));
  if (!after.records.empty()) again.push_back(std::move(after));
  return again;
}

}  // namespace samverkan::cli

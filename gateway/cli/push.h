// Sends batches, several at a time, until each record is acknowledged or refused.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gateway/cli/batch.h"
#include "gateway/cli/connection.h"
#include "services/platform/async/task.h"
#include "services/platform/async/timer.h"

namespace samverkan::cli {

struct PushOptions {
  int in_flight = 8;
  // A batch that nobody answers is sent again, with the same request id, until nothing has been answered for so long.
  absl::Duration retry_for = absl::Seconds(60);
  absl::Duration first_pause = absl::Milliseconds(100);
  absl::Duration longest_pause = absl::Seconds(2);
  WriteMode mode;
};

// What becomes of the records. Called on any thread, one call at a time.
class PushObserver {
 public:
  virtual ~PushObserver() = default;
  // These are acknowledged; `response` is the method's.
  virtual void Applied(const Batch& part, const google::protobuf::Message& response) = 0;
  // This one is refused; `path` is the field's within the record, or empty.
  virtual void Refused(const Record& record, const std::string& path, const std::string& why) = 0;
  // Nobody answers; it is tried again. Called once for each outage.
  virtual void Waiting(const absl::Status& why) = 0;
  // A batch is over and done with.
  virtual void Advanced() = 0;
};

class Push {
 public:
  // All must outlive it.
  Push(const Connection& connection, PushOptions options, PushObserver& observer);
  ~Push() { Finish().IgnoreError(); }

  // Sends a batch; waits while as many as allowed are in flight, or one of the batch's names is, or their parent.
  // False once the push has been given up: this batch, and others, were not sent.
  bool Send(Batch batch);

  // Waits for what is in flight. Why the push was given up; OK if it was not.
  absl::Status Finish();

  // Everything before this offset of the input is acknowledged or refused. For Advanced, and after Finish.
  int64_t Done() const { return open_.empty() ? sent_ : *open_.begin(); }

 private:
  Task<bool> SendAll(Batch batch);
  Task<bool> SendPart(Batch part, std::vector<Batch>& rest);
  Task<Reply> SendWithRetries(std::string method, grpc::ByteBuffer request);
  void Answered();
  bool GiveUp(const absl::Status& status);
  std::vector<Batch> Divide(Batch part, const absl::Status& status);
  void RefuseAll(const Batch& part, const absl::Status& status);
  void End(int64_t begin, const std::vector<std::string>& names, bool complete);

  const Connection& connection_;
  const PushOptions options_;
  PushObserver& observer_;
  Timer timer_;
  std::stop_source stop_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  int running_ = 0;
  std::set<std::string> names_;
  // Where the batches begin that are not done, those given up included.
  std::multiset<int64_t> open_;
  // Where the last batch that was sent ends.
  int64_t sent_ = 0;
  absl::Time last_answer_;
  bool waiting_ = false;
  absl::Status given_up_;
};

}  // namespace samverkan::cli

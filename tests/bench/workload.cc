#include "tests/bench/workload.h"

#include <openssl/rand.h>

#include <atomic>
#include <cstdint>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "samverkan/meetings/v1/meeting_inventory_service.pb.h"
#include "services/platform/rpc/message.h"
#include "tests/bench/echo_server.h"
#include "tests/bench/meeting.h"

namespace samverkan::bench {
namespace {

using meetings::v1::Meeting;

std::string RandomHex(size_t bytes) {
  std::string random(bytes, '\0');
  RAND_bytes(reinterpret_cast<unsigned char*>(random.data()), static_cast<int>(bytes));
  return absl::BytesToHexString(random);
}

std::string NewRequestId() {
  std::string hex = RandomHex(16);
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-4", hex.substr(13, 3), "-a", hex.substr(17, 3), "-",
                      hex.substr(20));
}

std::string MeetingMethod(absl::string_view name) {
  return absl::StrCat("/samverkan.meetings.v1.MeetingInventoryService/", name);
}

// What all have in common: options, and a number for each call.
class Numbered : public Workload {
 public:
  explicit Numbered(WorkloadOptions options) : options_(std::move(options)) {}

 protected:
  int64_t NextNumber() { return next_.fetch_add(1, std::memory_order_relaxed); }
  std::string Parent() const { return absl::StrCat("agencies/", options_.agency); }

  const WorkloadOptions options_;

 private:
  std::atomic<int64_t> next_{0};
};

class Echo final : public Numbered {
 public:
  using Numbered::Numbered;
  std::string method() const override { return kEchoMethod; }
  grpc::ByteBuffer Next() override { return Serialize(meeting_); }
  int Check(const grpc::ByteBuffer& response) const override {
    Meeting meeting;
    return Parse(response, meeting).ok() && meeting.name() == meeting_.name() ? 1 : -1;
  }

 private:
  const Meeting meeting_ = StoredMeeting(options_.agency, "m-123");
};

class Get final : public Numbered {
 public:
  using Numbered::Numbered;
  std::string method() const override { return MeetingMethod("GetMeeting"); }
  grpc::ByteBuffer Next() override {
    meetings::v1::GetMeetingRequest request;
    request.set_name(MeetingName(options_.agency, absl::StrCat("m-", NextNumber() % options_.records)));
    return Serialize(request);
  }
  int Check(const grpc::ByteBuffer& response) const override {
    Meeting meeting;
    return Parse(response, meeting).ok() && !meeting.etag().empty() ? 1 : -1;
  }
};

class Create final : public Numbered {
 public:
  using Numbered::Numbered;
  std::string method() const override { return MeetingMethod("CreateMeeting"); }
  grpc::ByteBuffer Next() override {
    int64_t number = NextNumber();
    meetings::v1::CreateMeetingRequest request;
    request.set_parent(Parent());
    request.set_meeting_id(absl::StrCat("c-", run_, "-", number));
    *request.mutable_meeting() = NewMeeting(options_.agency, number);
    if (options_.request_ids) request.set_request_id(NewRequestId());
    return Serialize(request);
  }
  int Check(const grpc::ByteBuffer& response) const override {
    Meeting meeting;
    return Parse(response, meeting).ok() && !meeting.etag().empty() ? 1 : -1;
  }

 private:
  const std::string run_ = RandomHex(4);
};

// Updates the same records over and over, each time to something new; those that do not exist yet are made.
class Batch final : public Numbered {
 public:
  using Numbered::Numbered;
  std::string method() const override { return MeetingMethod("BatchUpdateMeetings"); }
  grpc::ByteBuffer Next() override {
    int64_t first = NextNumber() * options_.batch;
    meetings::v1::BatchUpdateMeetingsRequest request;
    request.set_parent(Parent());
    request.set_allow_missing(true);
    request.set_request_id(NewRequestId());
    for (int64_t i = first; i < first + options_.batch; ++i) {
      Meeting& meeting = *request.add_requests()->mutable_meeting();
      meeting = NewMeeting(options_.agency, begin_ + i);
      meeting.set_name(MeetingName(options_.agency, absl::StrCat("m-", i % options_.records)));
    }
    return Serialize(request);
  }
  int Check(const grpc::ByteBuffer& response) const override {
    meetings::v1::BatchUpdateMeetingsResponse batch;
    return Parse(response, batch).ok() && batch.meetings_size() == options_.batch ? options_.batch : -1;
  }

 private:
  // Another content in each run.
  const int64_t begin_ = std::stoll(RandomHex(5), nullptr, 16);
};

// The first page over all agencies, or of one.
class List final : public Numbered {
 public:
  using Numbered::Numbered;
  std::string method() const override { return MeetingMethod("ListMeetings"); }
  grpc::ByteBuffer Next() override {
    meetings::v1::ListMeetingsRequest request;
    request.set_parent(Parent());
    request.set_page_size(options_.batch);
    return Serialize(request);
  }
  int Check(const grpc::ByteBuffer& response) const override {
    meetings::v1::ListMeetingsResponse page;
    if (!Parse(response, page).ok() || page.unreachable_size() > 0) return -1;
    return page.meetings_size() == options_.records ? options_.records : -1;
  }
};

}  // namespace

absl::StatusOr<std::unique_ptr<Workload>> MakeWorkload(const std::string& kind, const WorkloadOptions& options) {
  if (kind == "echo") return std::make_unique<Echo>(options);
  if (kind == "get") return std::make_unique<Get>(options);
  if (kind == "create") return std::make_unique<Create>(options);
  if (kind == "batch") return std::make_unique<Batch>(options);
  if (kind == "list") return std::make_unique<List>(options);
  return absl::InvalidArgumentError(absl::StrCat("--workload is echo, get, create, batch or list, not ", kind));
}

}  // namespace samverkan::bench

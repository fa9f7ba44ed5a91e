#include "services/platform/resource/slice_main.h"

#include <prometheus/gauge.h>

#include <cstdio>
#include <cstdlib>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "samverkan/changes/v1/slice_service.pb.h"
#include "services/platform/async/wait.h"
#include "services/platform/audit/audit_service.h"
#include "services/platform/resource/change_feed.h"
#include "services/platform/store/redis/redis_store.h"
#include "services/platform/telemetry/log.h"

ABSL_FLAG(std::string, agency, "", "The agency whose slice this is: its id, such as af.");
ABSL_FLAG(std::string, data, "", "The folder where the slice is kept; made if it does not exist.");
ABSL_FLAG(std::string, store, "",
          "The Redis where the slice is kept, instead of in --data: redis://HOST:PORT, redis+unix:///PATH, "
          "redis+sentinel://HOST:PORT,.../NAME or redis+cluster://HOST:PORT,... Any number of processes may share it.");
ABSL_FLAG(std::string, store_password_file, "",
          "A file with the password of Redis, sent only over a socket or to a loopback address.");
ABSL_FLAG(int, store_replicas, 0, "How many replicas of Redis must have a write before it is acknowledged.");
ABSL_FLAG(absl::Duration, store_patience, absl::Seconds(5), "How long a call waits for a Redis that is away.");
ABSL_FLAG(int64_t, log_retention, 1'000'000, "How many of a room's newest changes are kept for readers to go on from.");
ABSL_FLAG(std::string, time_zone, "Europe/Stockholm", "Where days begin and end.");
ABSL_FLAG(absl::Duration, heartbeat, absl::Seconds(1), "How often a feed with nothing new says so.");
ABSL_FLAG(bool, audit, true,
          "Keep an audit trail. Without one, as benchmarks compare, nobody can tell who wrote what.");
ABSL_FLAG(int64_t, audit_bytes, 256 << 20, "How large the audit trail may grow before its oldest entries go.");

namespace samverkan {
namespace {

using changes::v1::ExportSliceRequest;
using changes::v1::ExportSliceResponse;

[[noreturn]] void Fail(absl::string_view what) {
  Log(LogLevel::kError, "cannot start", {{"reason", what}});
  std::exit(1);
}

absl::StatusOr<std::unique_ptr<Store>> OpenRedis(const std::string& agency) {
  absl::StatusOr<RedisStoreOptions> options =
      RedisOptionsFor(absl::GetFlag(FLAGS_store), absl::GetFlag(FLAGS_store_password_file), agency);
  if (!options.ok()) return absl::InvalidArgumentError(absl::StrCat("--store: ", options.status().message()));
  options->replicas = absl::GetFlag(FLAGS_store_replicas);
  options->patience = absl::ToChronoMilliseconds(absl::GetFlag(FLAGS_store_patience));
  options->log_retention = absl::GetFlag(FLAGS_log_retention);
  return OpenRedisStore(*std::move(options));
}

absl::StatusOr<std::unique_ptr<Store>> OpenStore(const std::string& agency, rocksdb::Env* env) {
  std::string data = absl::GetFlag(FLAGS_data);
  if (data.empty() == absl::GetFlag(FLAGS_store).empty()) {
    return absl::InvalidArgumentError(
        "either --data must name the folder where the slice is kept, or --store the Redis");
  }
  if (data.empty()) return OpenRedis(agency);
  EmbeddedStoreOptions options;
  options.path = std::move(data);
  options.log_retention = absl::GetFlag(FLAGS_log_retention);
  options.env = env;
  return OpenEmbeddedStore(std::move(options));
}

Task<grpc::Status> Export(Slice slice, const CallContext& call, grpc::ByteBuffer bytes, ReplyStream& stream) {
  ExportSliceRequest request;
  if (absl::Status parsed = Parse(bytes, request); !parsed.ok()) co_return ToGrpcStatus(parsed);
  if (request.parent() != absl::StrCat("agencies/", slice.agency)) {
    co_return ToGrpcStatus(InvalidField("parent", absl::StrCat("must be agencies/", slice.agency)));
  }
  co_await slice.workers->Switch();
  auto exported = slice.store->BeginExport(request.audit());
  if (!exported.ok()) co_return ToGrpcStatus(exported.status());
  while (!call.stop.stop_requested()) {
    absl::StatusOr<std::string> chunk = (*exported)->Next();
    if (!chunk.ok()) co_return ToGrpcStatus(chunk.status());
    if (chunk->empty()) co_return grpc::Status::OK;
    ExportSliceResponse response;
    response.set_data(*std::move(chunk));
    response.set_records((*exported)->records());
    if (!co_await stream.Write(Serialize(response))) break;
    co_await slice.workers->Switch();
  }
  co_return ToGrpcStatus(absl::CancelledError("cancelled"));
}

Service MakeSliceService(Slice slice) {
  Service service = Service::Named("samverkan.changes.v1.SliceService");
  service.Streaming("ExportSlice", [slice](const CallContext& call, grpc::ByteBuffer request, ReplyStream& stream) {
    return Export(slice, call, std::move(request), stream);
  });
  return service;
}

}  // namespace

SliceMain::SliceMain(absl::string_view name, absl::string_view what_it_is, int argc, char** argv, rocksdb::Env* env)
    : main_(name, what_it_is, argc, argv) {
  slice_.agency = absl::GetFlag(FLAGS_agency);
  if (!IsValidId(slice_.agency)) Fail("--agency must be an agency's id: a-z, 0-9 and -, such as af");
  if (!absl::LoadTimeZone(absl::GetFlag(FLAGS_time_zone), &slice_.time_zone)) Fail("--time_zone is no time zone");
  absl::StatusOr<std::unique_ptr<Store>> store = OpenStore(slice_.agency, env);
  if (!store.ok()) Fail(store.status().message());
  store_ = *std::move(store);
  server().SetOwner(slice_.agency);
  slice_.store = store_.get();
  slice_.workers = &server().workers();
  slice_.timer = &server().timer();
  if (absl::GetFlag(FLAGS_audit)) BeginAudit();
}

void SliceMain::BeginAudit() {
  auto& bytes = prometheus::BuildGauge()
                    .Name("samverkan_audit_bytes")
                    .Help("The audit trail's entries.")
                    .Register(server().metrics());
  AuditOptions options{.most_bytes = absl::GetFlag(FLAGS_audit_bytes), .bytes = &bytes.Add({})};
  audit_ = std::make_unique<AuditTrail>(*store_, server().workers(), server().timer(), std::move(options));
  if (absl::Status begun = audit_->Begin(); !begun.ok()) Fail(begun.message());
  slice_.audit = audit_.get();
  server().SetWitness(audit_.get());
  server().Add(MakeAuditService(slice_.agency, *store_, *audit_, server().workers()));
}

void SliceMain::Add(std::unique_ptr<Room> room, Task<absl::Status> (*first)(const Room&)) {
  if (first != nullptr) {
    if (absl::Status done = Wait(first(*room)); !done.ok()) Fail(done.message());
  }
  server().Add(room->MakeService());
  rooms_.push_back(std::move(room));
}

int SliceMain::Run() {
  std::vector<const Room*> rooms;
  for (const auto& room : rooms_) rooms.push_back(room.get());
  if (!rooms.empty()) server().Add(MakeChangeFeed(std::move(rooms), absl::GetFlag(FLAGS_heartbeat)));
  server().Add(MakeSliceService(slice_));
  int code = main_.Run();
  // What was read while the server drained is counted too.
  if (audit_ != nullptr) audit_->End();
  return code;
}

}  // namespace samverkan

#include "tests/support/test_slice.h"

#include <cstdlib>

#include "services/platform/store/embedded/embedded_store.h"

namespace samverkan {
namespace {

int64_t NoonOf(const std::string& day) {
  absl::Time noon;
  if (!absl::ParseTime("%Y-%m-%d %H", day + " 12", &noon, nullptr)) std::abort();
  return absl::ToUnixMicros(noon);
}

}  // namespace

TestSlice::TestSlice(TestSliceOptions options) : micros_(NoonOf("2026-03-02")) {
  auto store = OpenEmbeddedStore(
      {.path = folder_ / "store", .log_retention = options.log_retention, .now = [this] { return Now(); }});
  if (!store.ok()) std::abort();
  store_ = std::make_unique<CountingStore>(*std::move(store));
  std::function<absl::Time()> now = [this] { return Now(); };
  audit_ = std::make_unique<AuditTrail>(*store_, workers_, timer_, AuditOptions{.now = now});
  slice_ = {.agency = options.agency,
            .store = store_.get(),
            .workers = &workers_,
            .timer = &timer_,
            .audit = audit_.get(),
            .now = now};
}

void TestSlice::SetDay(const std::string& day) { micros_ = NoonOf(day); }

}  // namespace samverkan

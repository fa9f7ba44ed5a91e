#include "gateway/cli/progress.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "gateway/cli/texts.h"

namespace samverkan::cli {
namespace {

std::string TimeLeft(int64_t seconds) {
  if (seconds < 90) return absl::StrCat(seconds, " s");
  if (seconds < 90 * 60) return absl::StrCat((seconds + 30) / 60, " min");
  return absl::StrCat((seconds + 1800) / 3600, " h");
}

}  // namespace

double Progress::Seconds() const { return std::chrono::duration<double>(now_() - begin_).count(); }

std::string Progress::Line(int64_t records, int64_t bytes) const {
  double seconds = Seconds();
  std::string line = Say("$0 records", Grouped(records));
  if (seconds < 0.5) return line;
  absl::StrAppend(&line, ", ", Say("$0 records/s", Grouped(static_cast<int64_t>(records / seconds))));
  double rate = static_cast<double>(bytes - skipped_) / seconds;
  if (total_bytes_ > bytes && rate > 0) {
    absl::StrAppend(&line, ", ", Say("$0 left", TimeLeft(std::llround((total_bytes_ - bytes) / rate))));
  }
  return line;
}

void Progress::Update(int64_t records, int64_t bytes) {
  Clock::time_point now = now_();
  if (out_ == nullptr || now - shown_ < std::chrono::milliseconds(200)) return;
  shown_ = now;
  visible_ = true;
  *out_ << "\r\033[K" << Line(records, bytes) << std::flush;
}

void Progress::Clear() {
  if (visible_) *out_ << "\r\033[K" << std::flush;
  visible_ = false;
}

}  // namespace samverkan::cli

// Time in which people are at work.
#pragma once

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace samverkan {

// Working days of one length, each beginning at the same hour. Immutable and thread-safe.
class WorkingTime {
 public:
  // `day` and `begins` are positive, and together at most 24 h.
  explicit WorkingTime(absl::TimeZone zone, absl::Duration day = absl::Hours(8), absl::Duration begins = absl::Hours(8))
      : zone_(zone), day_(day), begins_(begins) {}

  // The working time between two instants; negative if `to` is before `from`. From a Friday's end of work to the end of
  // the Monday after it, it is one day's length: not 24 h, and not three days. Hours are those of the clock on the
  // wall, so a day on which the clock is changed is as long as any other.
  absl::Duration Between(absl::Time from, absl::Time to) const;

  absl::Duration day() const { return day_; }

 private:
  // How much of its day's work is over.
  absl::Duration WorkedOn(const absl::TimeZone::CivilInfo& at) const;

  absl::TimeZone zone_;
  absl::Duration day_;
  absl::Duration begins_;
};

}  // namespace samverkan

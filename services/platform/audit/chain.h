// The arithmetic of seals and commitments, which proto/samverkan/audit/v1 states: the same for who seals and who
// verifies.
#pragma once

#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "samverkan/audit/v1/audit_service.pb.h"
#include "services/platform/store/digest.h"

namespace samverkan {

inline constexpr size_t kTrailIdLength = 16;

// One link's digest, from the link before it on: its digest, or the trail's id where there is none.
class LinkDigest {
 public:
  explicit LinkDigest(std::string_view previous) { digest_.Add(previous); }

  // Adds the next entry that the seal covers, as it is stored.
  void Add(int64_t number, std::string_view bytes);

  // Once, at the end. Of `seal`, all but its trail and digest counts.
  std::string Finish(absl::Time time, const audit::v1::Seal& seal);

 private:
  void AddNumber(int64_t number);

  Digest digest_;
};

// The digest of a commitment to a seal.
std::string CommitmentDigest(std::string_view nonce, std::string_view seal_digest);

// `length` bytes that nobody can guess.
std::string RandomBytes(size_t length);

}  // namespace samverkan

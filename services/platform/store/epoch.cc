#include "services/platform/store/epoch.h"

#include <random>

#include "absl/strings/escaping.h"

namespace samverkan {

std::string NewEpoch() {
  std::random_device random;
  std::string bytes;
  while (bytes.size() < kEpochLength / 4 * 3) bytes += static_cast<char>(random());
  return absl::WebSafeBase64Escape(bytes);
}

}  // namespace samverkan

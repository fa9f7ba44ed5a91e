#include "services/platform/store/redis/answer.h"

#include <zlib.h>

#include <cstdint>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace samverkan {
namespace {

// Less is not worth it.
constexpr size_t kLeastToPack = 256;
// No answer is longer than a message may be.
constexpr size_t kMostUnpacked = 64 << 20;

// Empty if it does not get shorter.
std::string Pack(const std::string& bytes) {
  uLongf length = compressBound(bytes.size());
  std::string packed(length, '\0');
  int done = compress2(reinterpret_cast<Bytef*>(packed.data()), &length, reinterpret_cast<const Bytef*>(bytes.data()),
                       bytes.size(), Z_BEST_SPEED);
  if (done != Z_OK || length >= bytes.size()) return {};
  packed.resize(length);
  return packed;
}

std::optional<std::string> Unpack(absl::string_view packed, size_t length) {
  if (length > kMostUnpacked) return std::nullopt;
  std::string bytes(length, '\0');
  uLongf unpacked = length;
  int done = uncompress(reinterpret_cast<Bytef*>(bytes.data()), &unpacked,
                        reinterpret_cast<const Bytef*>(packed.data()), packed.size());
  if (done != Z_OK || unpacked != length) return std::nullopt;
  return bytes;
}

// Takes a number and the space after it from the front of `text`.
template <typename Number>
bool TakeNumber(absl::string_view& text, Number* number) {
  size_t space = text.find(' ');
  if (space == absl::string_view::npos || !absl::SimpleAtoi(text.substr(0, space), number)) return false;
  text.remove_prefix(space + 1);
  return true;
}

}  // namespace

std::string EncodeAnswer(const RequestRecord& request) {
  std::string packed = request.response.size() < kLeastToPack ? "" : Pack(request.response);
  size_t length = packed.empty() ? 0 : request.response.size();
  std::string kept = absl::StrCat(absl::ToUnixMicros(request.expire_time), " ", length, " ");
  kept += packed.empty() ? request.response : packed;
  return kept;
}

std::optional<KeptAnswer> DecodeAnswer(absl::string_view kept) {
  int64_t expiry = 0;
  uint64_t length = 0;
  if (!TakeNumber(kept, &expiry) || !TakeNumber(kept, &length)) return std::nullopt;
  std::optional<std::string> response = length == 0 ? std::string(kept) : Unpack(kept, length);
  if (!response.has_value()) return std::nullopt;
  return KeptAnswer{.expire_time = absl::FromUnixMicros(expiry), .response = *std::move(response)};
}

}  // namespace samverkan

#include "services/flows/eventlog/log_bytes.h"

#include "services/flows/eventlog/faults.h"

namespace samverkan {
namespace {

constexpr size_t kBuffer = 64 << 10;
// zlib's largest window, and a gzip header.
constexpr int kGzipWindow = 15 + 16;

}  // namespace

LogBytes::LogBytes(std::istream& file) : file_(file), input_(kBuffer) {}

LogBytes::~LogBytes() {
  if (gzip_) inflateEnd(&stream_);
}

absl::StatusOr<absl::string_view> LogBytes::Next() {
  if (gzip_) return Inflated();
  absl::StatusOr<bool> filled = Fill();
  if (!filled.ok()) return filled.status();
  absl::string_view bytes(input_.data(), stream_.avail_in);
  if (begun_ || bytes.substr(0, 2) != "\x1f\x8b") {
    begun_ = true;
    return bytes;
  }
  if (inflateInit2(&stream_, kGzipWindow) != Z_OK) return absl::ResourceExhaustedError("zlib has no memory");
  gzip_ = true;
  output_.resize(kBuffer);
  return Inflated();
}

absl::StatusOr<absl::string_view> LogBytes::Inflated() {
  stream_.next_out = reinterpret_cast<Bytef*>(output_.data());
  stream_.avail_out = output_.size();
  while (stream_.avail_out > 0) {
    if (stream_.avail_in == 0) {
      absl::StatusOr<bool> filled = Fill();
      if (!filled.ok()) return filled.status();
      if (!*filled) {
        // What came before the end is given first, so that its lines count.
        bool truncated = !between_members_ && stream_.avail_out == output_.size();
        if (truncated) return absl::InvalidArgumentError(kGzipTruncatedFault);
        break;
      }
    }
    if (between_members_) inflateReset(&stream_);
    int code = inflate(&stream_, Z_NO_FLUSH);
    between_members_ = code == Z_STREAM_END;
    if (code != Z_OK && code != Z_STREAM_END) return absl::InvalidArgumentError(kGzipDamagedFault);
  }
  return absl::string_view(output_.data(), output_.size() - stream_.avail_out);
}

absl::StatusOr<bool> LogBytes::Fill() {
  file_.read(input_.data(), input_.size());
  if (file_.bad()) return absl::InvalidArgumentError(kUnreadableFault);
  stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
  stream_.avail_in = file_.gcount();
  consumed_ += file_.gcount();
  return stream_.avail_in > 0;
}

}  // namespace samverkan

#include "services/platform/rpc/page_token.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "absl/strings/escaping.h"
#include "services/platform/rpc/error.h"

namespace samverkan {
namespace {

using google::protobuf::io::CodedInputStream;
using google::protobuf::io::CodedOutputStream;

constexpr char kVersion = 1;
constexpr size_t kHeader = 1 + 8 + 4;

absl::Status Refused() {
  return MakeError(absl::StatusCode::kInvalidArgument, type::v1::ERROR_REASON_INVALID_PAGE_TOKEN,
                   "page_token: not a token of this request; begin again without one.", {{"field", "page_token"}});
}

uint32_t Checksum(uint64_t request, absl::string_view parts) {
  return static_cast<uint32_t>(Fingerprint(parts) ^ request * 0x9E3779B97F4A7C15u);
}

}  // namespace

std::string EncodePageToken(uint64_t request, const std::vector<std::string>& parts) {
  std::string body;
  {
    google::protobuf::io::StringOutputStream stream(&body);
    CodedOutputStream out(&stream);
    for (const std::string& part : parts) {
      out.WriteVarint32(static_cast<uint32_t>(part.size()));
      out.WriteString(part);
    }
  }
  std::string token(kHeader, kVersion);
  auto* header = reinterpret_cast<uint8_t*>(token.data()) + 1;
  header = CodedOutputStream::WriteLittleEndian64ToArray(request, header);
  CodedOutputStream::WriteLittleEndian32ToArray(Checksum(request, body), header);
  return absl::WebSafeBase64Escape(token + body);
}

absl::StatusOr<std::vector<std::string>> DecodePageToken(absl::string_view token, uint64_t request) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(token, &bytes) || bytes.size() < kHeader) return Refused();
  CodedInputStream in(reinterpret_cast<const uint8_t*>(bytes.data()), static_cast<int>(bytes.size()));
  in.Skip(kHeader);
  std::vector<std::string> parts;
  uint32_t size = 0;
  std::string part;
  while (in.ReadVarint32(&size) && in.ReadString(&part, static_cast<int>(size))) parts.push_back(std::move(part));
  // One token, one text: what was cut, changed or written otherwise, or is of another request, is not ours.
  if (EncodePageToken(request, parts) != token) return Refused();
  return parts;
}

}  // namespace samverkan

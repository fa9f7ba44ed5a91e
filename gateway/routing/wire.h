// Reads and writes protobuf's wire format field by field, for code that must not parse the message: the gateway looks
// at one or two fields and passes the rest on as it is. The bytes may be hostile.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace samverkan {

enum class WireType : uint8_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

// A field as it stands on the wire; views into the bytes that were read.
struct WireField {
  uint32_t number = 0;
  WireType type = WireType::kVarint;
  // The value of a varint or fixed field.
  uint64_t value = 0;
  // The content of a string, bytes or message field.
  absl::string_view bytes;
  // Tag and content.
  absl::string_view raw;
};

// Walks over the fields of one message. Never reads beyond the bytes; takes time linear in the number of fields at one
// level. Groups, which proto3 does not have, are refused.
class WireReader {
 public:
  explicit WireReader(absl::string_view bytes) : rest_(bytes) {}

  // The next field. False at the end, and when the bytes are no message: see malformed().
  bool Next(WireField& field);
  bool malformed() const { return malformed_; }

 private:
  bool ReadVarint(uint64_t& value);
  bool ReadFixed(size_t size, uint64_t& value);
  bool ReadContent(WireField& field);

  absl::string_view rest_;
  bool malformed_ = false;
};

// Field numbers from a message to a field in it or in messages within it.
using FieldPath = std::vector<uint32_t>;

// Finds a singular field as a parser would: the last occurrence counts, and a message that occurs twice is merged. A
// field of another wire type than asked for is unknown, and passed over.
struct Peeked {
  bool malformed = false;
  // Absent if the field is.
  std::optional<absl::string_view> value;
};
Peeked PeekString(absl::string_view message, const FieldPath& path);

// The same for a varint at the top level; 0 if absent. Nothing if the bytes are no message.
std::optional<uint64_t> PeekVarint(absl::string_view message, uint32_t number);

// Append a field. What is appended to a message overrides its singular fields and merges with its messages.
void AppendVarint(std::string& message, uint32_t number, uint64_t value);
void AppendBytes(std::string& message, uint32_t number, absl::string_view value);
void AppendString(std::string& message, const FieldPath& path, absl::string_view value);

}  // namespace samverkan

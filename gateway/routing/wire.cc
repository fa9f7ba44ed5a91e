#include "gateway/routing/wire.h"

namespace samverkan {
namespace {

constexpr uint64_t kMaxFieldNumber = (uint64_t{1} << 29) - 1;
constexpr int kMaxVarintBytes = 10;

void AppendRawVarint(std::string& out, uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

Peeked PeekAt(absl::string_view message, const FieldPath& path, size_t depth) {
  Peeked found;
  WireReader reader(message);
  WireField field;
  while (reader.Next(field)) {
    if (field.number != path[depth] || field.type != WireType::kBytes) continue;
    if (depth + 1 == path.size()) {
      found.value = field.bytes;
      continue;
    }
    Peeked inner = PeekAt(field.bytes, path, depth + 1);
    if (inner.malformed) return inner;
    if (inner.value) found.value = inner.value;
  }
  found.malformed = reader.malformed();
  return found;
}

}  // namespace

bool WireReader::ReadVarint(uint64_t& value) {
  value = 0;
  for (int i = 0; i < kMaxVarintBytes && static_cast<size_t>(i) < rest_.size(); ++i) {
    auto byte = static_cast<uint8_t>(rest_[i]);
    // The tenth byte has room for one bit.
    if (i == kMaxVarintBytes - 1 && byte > 1) return false;
    value |= static_cast<uint64_t>(byte & 0x7f) << (7 * i);
    if (byte < 0x80) {
      rest_.remove_prefix(i + 1);
      return true;
    }
  }
  return false;
}

bool WireReader::ReadFixed(size_t size, uint64_t& value) {
  if (rest_.size() < size) return false;
  value = 0;
  for (size_t i = 0; i < size; ++i) value |= static_cast<uint64_t>(static_cast<uint8_t>(rest_[i])) << (8 * i);
  rest_.remove_prefix(size);
  return true;
}

bool WireReader::ReadContent(WireField& field) {
  switch (field.type) {
    case WireType::kVarint:
      return ReadVarint(field.value);
    case WireType::kFixed64:
      return ReadFixed(8, field.value);
    case WireType::kFixed32:
      return ReadFixed(4, field.value);
    case WireType::kBytes: {
      uint64_t size = 0;
      if (!ReadVarint(size) || size > rest_.size()) return false;
      field.bytes = rest_.substr(0, size);
      rest_.remove_prefix(size);
      return true;
    }
  }
  return false;
}

bool WireReader::Next(WireField& field) {
  if (malformed_ || rest_.empty()) return false;
  const absl::string_view begin = rest_;
  uint64_t tag = 0;
  malformed_ = !ReadVarint(tag) || (tag >> 3) == 0 || (tag >> 3) > kMaxFieldNumber;
  if (malformed_) return false;
  field.number = static_cast<uint32_t>(tag >> 3);
  field.type = static_cast<WireType>(tag & 7);
  malformed_ = !ReadContent(field);
  field.raw = begin.substr(0, begin.size() - rest_.size());
  return !malformed_;
}

Peeked PeekString(absl::string_view message, const FieldPath& path) { return PeekAt(message, path, 0); }

std::optional<uint64_t> PeekVarint(absl::string_view message, uint32_t number) {
  uint64_t value = 0;
  WireReader reader(message);
  WireField field;
  while (reader.Next(field)) {
    if (field.number == number && field.type == WireType::kVarint) value = field.value;
  }
  if (reader.malformed()) return std::nullopt;
  return value;
}

void AppendVarint(std::string& message, uint32_t number, uint64_t value) {
  AppendRawVarint(message, uint64_t{number} << 3 | static_cast<uint64_t>(WireType::kVarint));
  AppendRawVarint(message, value);
}

void AppendBytes(std::string& message, uint32_t number, absl::string_view value) {
  AppendRawVarint(message, uint64_t{number} << 3 | static_cast<uint64_t>(WireType::kBytes));
  AppendRawVarint(message, value.size());
  message.append(value.data(), value.size());
}

void AppendString(std::string& message, const FieldPath& path, absl::string_view value) {
  std::string inner(value);
  for (size_t i = path.size(); i-- > 0;) {
    std::string outer;
    AppendBytes(outer, path[i], inner);
    inner = std::move(outer);
  }
  message += inner;
}

}  // namespace samverkan

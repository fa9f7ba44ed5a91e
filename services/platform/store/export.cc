#include "services/platform/store/export.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/platform/async/wait.h"
#include "services/platform/store/numbers.h"

namespace samverkan {
namespace {

constexpr std::string_view kMagic = "samverkan-export\n";
constexpr size_t kNumber = 8;
constexpr size_t kHeaderLength = kMagic.size() + 2 * kNumber;
constexpr std::string_view kEndTag("\0", 1);
constexpr std::string_view kRecordTag = "\1";
constexpr std::string_view kRemovalTag = "\2";
constexpr std::string_view kEntryTag = "\3";
constexpr size_t kContentLength = 4 * kNumber;
constexpr int kPage = 1000;
constexpr uint64_t kFirstFormat = 1;

using Content = std::array<uint64_t, 4>;

absl::Status Damaged(const char* what) { return absl::DataLossError(absl::StrCat("the export ", what)); }

Content Share(std::initializer_list<std::string_view> parts) {
  Digest digest;
  for (std::string_view part : parts) digest.Add(part);
  std::string bytes = digest.Finish();
  Content share;
  for (size_t i = 0; i < share.size(); ++i) share[i] = DecodeU64(std::string_view(bytes).substr(i * kNumber));
  return share;
}

std::string ContentBytes(const Content& content) {
  std::string bytes;
  for (uint64_t lane : content) bytes += EncodeU64(lane);
  return bytes;
}

// The number in the `index`th of the numbers after a tag.
uint64_t NumberAt(std::string_view part, size_t index) { return DecodeU64(part.substr(1 + index * kNumber)); }

// Fields after `header` bytes whose lengths are given; nothing if they are not all there. Not by their sum, which may
// overflow if the lengths are damaged.
std::optional<std::pair<std::string_view, std::string_view>> TakeFields(std::string_view part, size_t header,
                                                                        uint64_t first, uint64_t second) {
  std::string_view bytes = part.substr(std::min(header, part.size()));
  if (bytes.size() < first || bytes.size() - first < second) return std::nullopt;
  return std::pair(bytes.substr(0, first), bytes.substr(first, second));
}

}  // namespace

Content ContentOf(std::string_view key, std::string_view value, int64_t version) {
  return Share({kRecordTag, EncodeU64(static_cast<uint64_t>(version)), EncodeU64(key.size()), EncodeU64(value.size()),
                key, value});
}

void SliceSummary::AddRecord(std::string_view key, std::string_view value, int64_t version) {
  Content share = ContentOf(key, value, version);
  for (size_t i = 0; i < content.size(); ++i) content[i] += share[i];
  ++records;
}

void SliceSummary::RemoveRecord(const Content& share) {
  for (size_t i = 0; i < content.size(); ++i) content[i] -= share[i];
  --records;
}

void SliceSummary::AddEntry(int64_t number, std::string_view bytes) {
  Content share = Share({kEntryTag, EncodeU64(static_cast<uint64_t>(number)), EncodeU64(bytes.size()), bytes});
  for (size_t i = 0; i < content.size(); ++i) content[i] += share[i];
  ++entries;
}

std::string SliceSummary::Digest() const {
  std::string bytes = ContentBytes(content);
  return absl::BytesToHexString(absl::string_view(bytes.data(), bytes.size()));
}

absl::StatusOr<SliceSummary> Summarize(Store& store, bool audit) {
  SliceSummary summary;
  // No key is longer than a few hundred bytes, nor begins with so many of the highest.
  const std::string end(64, '\xff');
  for (std::string begin;;) {
    auto rows = Wait(store.Scan(begin, end, kPage));
    if (!rows.ok()) return rows.status();
    for (const Row& row : *rows) summary.AddRecord(row.key, row.record.value, row.record.version);
    if (rows->size() < size_t{kPage}) break;
    begin = rows->back().key + '\0';
  }
  for (int64_t after = 0; audit;) {
    auto rows = Wait(store.ReadAudit(after, kPage));
    if (!rows.ok()) return rows.status();
    if (rows->empty()) break;
    for (const AuditRow& row : *rows) summary.AddEntry(row.number, row.bytes);
    after = rows->back().number;
  }
  return summary;
}

void ExportWriter::Begin(int64_t newest_version) {
  Add({kMagic, EncodeU64(kExportFormat), EncodeU64(static_cast<uint64_t>(newest_version))});
}

void ExportWriter::AddRecord(std::string_view key, std::string_view value, int64_t version) {
  if (repeats_) {
    Content share = ContentOf(key, value, version);
    auto [at, added] = written_.try_emplace(std::string(key), share);
    if (!added) summary_.RemoveRecord(std::exchange(at->second, share));
  }
  summary_.AddRecord(key, value, version);
  Add({kRecordTag, EncodeU64(static_cast<uint64_t>(version)), EncodeU64(key.size()), EncodeU64(value.size()), key,
       value});
  ++parts_;
}

void ExportWriter::RemoveRecord(std::string_view key) {
  auto found = written_.find(std::string(key));
  if (found == written_.end()) return;
  summary_.RemoveRecord(found->second);
  written_.erase(found);
  Add({kRemovalTag, EncodeU64(key.size()), key});
  ++parts_;
}

void ExportWriter::AddEntry(int64_t number, std::string_view bytes) {
  summary_.AddEntry(number, bytes);
  Add({kEntryTag, EncodeU64(static_cast<uint64_t>(number)), EncodeU64(bytes.size()), bytes});
  ++parts_;
}

void ExportWriter::End() {
  Add({kEndTag, EncodeU64(parts_), EncodeU64(static_cast<uint64_t>(summary_.records)),
       EncodeU64(static_cast<uint64_t>(summary_.entries)), ContentBytes(summary_.content)});
  chunk_ += digest_.Finish();
}

void ExportWriter::Add(std::initializer_list<std::string_view> parts) {
  for (std::string_view part : parts) {
    digest_.Add(part);
    chunk_ += part;
  }
}

absl::StatusOr<SliceSummary> FillFrom(absl::AnyInvocable<absl::StatusOr<std::string>()> next, SliceFiller& filler) {
  ExportReader reader(filler);
  while (true) {
    absl::StatusOr<std::string> chunk = next();
    if (!chunk.ok()) return chunk.status();
    if (chunk->empty()) break;
    if (absl::Status read = reader.Add(*chunk); !read.ok()) return read;
  }
  if (absl::Status ended = reader.Finish(); !ended.ok()) return ended;
  if (absl::Status finished = filler.Finish(reader.newest_version()); !finished.ok()) return finished;
  return reader.summary();
}

absl::Status ExportReader::Add(std::string_view chunk) {
  buffer_.erase(0, read_);
  read_ = 0;
  buffer_ += chunk;
  while (true) {
    absl::StatusOr<bool> read = ReadNext();
    if (!read.ok()) return read.status();
    if (!*read) return absl::OkStatus();
  }
}

absl::Status ExportReader::Finish() const { return stage_ == Stage::kEnd ? absl::OkStatus() : Damaged("is cut short"); }

absl::StatusOr<bool> ExportReader::ReadNext() {
  if (stage_ == Stage::kHeader) return ReadHeader();
  if (rest().empty()) return false;
  if (stage_ == Stage::kEnd) return Damaged("goes on after its end");
  std::string_view tag = rest().substr(0, 1);
  if (tag == kEndTag) return ReadTrailer();
  if (tag == kRecordTag) return ReadRecord();
  if (format_ == kFirstFormat) return Damaged("is damaged");
  if (tag == kRemovalTag) return ReadRemoval();
  if (tag == kEntryTag) return ReadEntry();
  return Damaged("is damaged");
}

absl::StatusOr<bool> ExportReader::ReadHeader() {
  if (rest().substr(0, kMagic.size()) != kMagic.substr(0, rest().size())) return Damaged("is none of a store");
  if (rest().size() < kHeaderLength) return false;
  format_ = DecodeU64(rest().substr(kMagic.size()));
  if (format_ < kFirstFormat || format_ > kExportFormat) {
    return absl::FailedPreconditionError(
        absl::StrCat("the export has format ", format_, ", and this program reads up to ", kExportFormat));
  }
  newest_version_ = static_cast<int64_t>(DecodeU64(rest().substr(kMagic.size() + kNumber)));
  Skip(kHeaderLength);
  stage_ = Stage::kParts;
  return true;
}

absl::StatusOr<bool> ExportReader::ReadRecord() {
  constexpr size_t kHeader = 1 + 3 * kNumber;
  if (rest().size() < kHeader) return false;
  auto fields = TakeFields(rest(), kHeader, NumberAt(rest(), 1), NumberAt(rest(), 2));
  if (!fields.has_value()) return false;
  auto version = static_cast<int64_t>(NumberAt(rest(), 0));
  if (absl::Status taken = filler_.AddRecord(fields->first, fields->second, version); !taken.ok()) return taken;
  newest_version_ = std::max(newest_version_, version);
  if (format_ == kFirstFormat) summary_.AddRecord(fields->first, fields->second, version);
  Skip(kHeader + fields->first.size() + fields->second.size());
  ++parts_;
  return true;
}

absl::StatusOr<bool> ExportReader::ReadRemoval() {
  constexpr size_t kHeader = 1 + kNumber;
  if (rest().size() < kHeader) return false;
  auto fields = TakeFields(rest(), kHeader, NumberAt(rest(), 0), 0);
  if (!fields.has_value()) return false;
  if (absl::Status taken = filler_.RemoveRecord(fields->first); !taken.ok()) return taken;
  Skip(kHeader + fields->first.size());
  ++parts_;
  return true;
}

absl::StatusOr<bool> ExportReader::ReadEntry() {
  constexpr size_t kHeader = 1 + 2 * kNumber;
  if (rest().size() < kHeader) return false;
  auto fields = TakeFields(rest(), kHeader, NumberAt(rest(), 1), 0);
  if (!fields.has_value()) return false;
  auto number = static_cast<int64_t>(NumberAt(rest(), 0));
  if (absl::Status taken = filler_.AddEntry(number, fields->first); !taken.ok()) return taken;
  Skip(kHeader + fields->first.size());
  ++parts_;
  return true;
}

size_t ExportReader::trailer_length() const {
  return 1 + kNumber + (format_ == kFirstFormat ? 0 : 2 * kNumber + kContentLength) + kDigestLength;
}

absl::StatusOr<bool> ExportReader::ReadTrailer() {
  if (rest().size() < trailer_length()) return false;
  uint64_t parts = NumberAt(rest(), 0);
  if (format_ != kFirstFormat) {
    summary_.records = static_cast<int64_t>(NumberAt(rest(), 1));
    summary_.entries = static_cast<int64_t>(NumberAt(rest(), 2));
    for (size_t i = 0; i < summary_.content.size(); ++i) summary_.content[i] = NumberAt(rest(), 3 + i);
  }
  Skip(trailer_length() - kDigestLength);
  if (parts != parts_ || rest().substr(0, kDigestLength) != digest_.Finish()) return Damaged("is damaged");
  read_ += kDigestLength;
  stage_ = Stage::kEnd;
  return true;
}

void ExportReader::Skip(size_t bytes) {
  digest_.Add(rest().substr(0, bytes));
  read_ += bytes;
}

}  // namespace samverkan

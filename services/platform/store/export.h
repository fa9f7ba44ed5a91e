// The export of a slice: its records as they stand at one moment, with their versions; with its audit trail, if that is
// asked for. The same from every form of the store, and for every form to be filled from.
//
//   export  = header *part trailer
//   header  = "samverkan-export" %x0A u64le(kExportFormat) u64le(the newest version given to any record)
//   part    = record / removal / entry
//   record  = %x01 u64le(version) u64le(length of key) u64le(length of value) key value
//   removal = %x02 u64le(length of key) key
//   entry   = %x03 u64le(number) u64le(length) bytes
//   trailer = %x00 u64le(number of parts) u64le(records) u64le(entries) content sha256(all bytes before it)
//   content = ContentDigest of what stands at the end
//
// A record may come again, and then counts as it came last; a removal takes away one that came before: a store that has
// no snapshots tells so what changed while it was read. Entries of the audit trail come in order and are dense. In
// format 1 there are records alone, each once, and the trailer has neither counts nor content.
//
// The chunks are this text cut anywhere. Neither request ids nor logs are in it: a request is not repeated over an
// import, and no reader may go on in a log whose epoch is gone. Without its audit trail a slice begins another.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/platform/store/digest.h"
#include "services/platform/store/store.h"

namespace samverkan {

inline constexpr uint64_t kExportFormat = 2;

// What is in a slice, whichever form keeps it: counts, and a digest that does not depend on the order in which it is
// read. Of each record and entry, SHA-256 over its tag and fields as in the export; of all, their sum as four u64.
struct SliceSummary {
  int64_t records = 0;
  int64_t entries = 0;
  std::array<uint64_t, 4> content = {};

  void AddRecord(std::string_view key, std::string_view value, int64_t version);
  void AddEntry(int64_t number, std::string_view bytes);
  // Takes away what AddRecord added: its share of `content`.
  void RemoveRecord(const std::array<uint64_t, 4>& share);
  // 64 hexadecimal digits.
  std::string Digest() const;
  bool operator==(const SliceSummary&) const = default;
};

// A record's share of SliceSummary::content.
std::array<uint64_t, 4> ContentOf(std::string_view key, std::string_view value, int64_t version);

// Reads all that `store` has, on this thread; the audit trail only if `audit`. Nobody may write meanwhile.
absl::StatusOr<SliceSummary> Summarize(Store& store, bool audit);

// Writes an export, chunk by chunk. Not thread-safe.
class ExportWriter {
 public:
  // With `repeats`, records may come again or be removed, which takes 40 bytes of memory for each.
  explicit ExportWriter(bool repeats) : repeats_(repeats) {}

  void Begin(int64_t newest_version);
  void AddRecord(std::string_view key, std::string_view value, int64_t version);
  void RemoveRecord(std::string_view key);
  void AddEntry(int64_t number, std::string_view bytes);
  void End();

  // What was written since the last time.
  std::string TakeChunk() { return std::exchange(chunk_, std::string()); }
  size_t waiting() const { return chunk_.size(); }
  const SliceSummary& summary() const { return summary_; }

 private:
  void Add(std::initializer_list<std::string_view> parts);

  const bool repeats_;
  std::string chunk_;
  Digest digest_;
  uint64_t parts_ = 0;
  SliceSummary summary_;
  absl::flat_hash_map<std::string, std::array<uint64_t, 4>> written_;
};

// An empty slice that is being filled. What it has is of no use before Finish, and gone if it is destroyed before.
// Blocks. Not thread-safe.
class SliceFiller {
 public:
  virtual ~SliceFiller() = default;
  virtual absl::Status AddRecord(std::string_view key, std::string_view value, int64_t version) = 0;
  virtual absl::Status RemoveRecord(std::string_view key) = 0;
  virtual absl::Status AddEntry(int64_t number, std::string_view bytes) = 0;
  // Makes it durable and usable, under new epochs, so that no reader's place of before is mistaken for one of after.
  virtual absl::Status Finish(int64_t newest_version) = 0;
};

// Fills a slice from an export that comes in chunks of any size; `next` gives them, and an empty one at the end.
// Returns what the slice must then have. DATA_LOSS if the export is cut short or damaged.
absl::StatusOr<SliceSummary> FillFrom(absl::AnyInvocable<absl::StatusOr<std::string>()> next, SliceFiller& filler);

// Reads an export that comes in chunks of any size. Not thread-safe.
class ExportReader {
 public:
  explicit ExportReader(SliceFiller& filler) : filler_(filler) {}

  // Gives every part that is complete now to the filler. DATA_LOSS if this is no export or a damaged one; or what the
  // filler returns.
  absl::Status Add(std::string_view chunk);

  // DATA_LOSS if the export has not ended.
  absl::Status Finish() const;

  // Once it has ended: the newest version that any record had, and what is in it.
  int64_t newest_version() const { return newest_version_; }
  const SliceSummary& summary() const { return summary_; }

 private:
  enum class Stage { kHeader, kParts, kEnd };

  // Reads the next part of `buffer_`, or gives false if it is not complete yet.
  absl::StatusOr<bool> ReadNext();
  absl::StatusOr<bool> ReadHeader();
  absl::StatusOr<bool> ReadRecord();
  absl::StatusOr<bool> ReadRemoval();
  absl::StatusOr<bool> ReadEntry();
  absl::StatusOr<bool> ReadTrailer();
  size_t trailer_length() const;
  // What is not read yet, and how to pass over some of it.
  std::string_view rest() const { return std::string_view(buffer_).substr(read_); }
  void Skip(size_t bytes);

  SliceFiller& filler_;
  Stage stage_ = Stage::kHeader;
  std::string buffer_;
  size_t read_ = 0;
  uint64_t format_ = 0;
  int64_t newest_version_ = 0;
  uint64_t parts_ = 0;
  SliceSummary summary_;
  Digest digest_;
};

}  // namespace samverkan

// The export of an embedded store: its records as they stand at one moment, with their versions.
//
//   export  = header *row trailer
//   header  = "samverkan-export" %x0A u64le(kExportFormat) u64le(the newest version given to any record)
//   row     = %x01 u64le(version) u64le(length of key) u64le(length of value) key value
//   trailer = %x00 u64le(number of rows) sha256(all bytes before it)
//
// The chunks are this text cut anywhere. Neither request ids nor logs are in it: a request is not repeated over a
// restore, and no reader may go on in a log whose epoch is gone. Nor is the audit trail, which is of this store's own
// history: a restored store begins another.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/platform/store/digest.h"
#include "services/platform/store/embedded/database.h"
#include "services/platform/store/store.h"

namespace samverkan {

inline constexpr uint64_t kExportFormat = 1;

// Begins an export of what `database` has now. The export keeps the database open.
absl::StatusOr<std::unique_ptr<Store::Export>> ExportDatabase(std::shared_ptr<Database> database);

// Reads an export that comes in chunks of any size. Not thread-safe.
class ExportReader {
 public:
  struct ExportedRow {
    std::string_view key;
    std::string_view value;
    int64_t version;
  };
  using RowFunction = absl::FunctionRef<absl::Status(const ExportedRow&)>;

  // Gives every row that is complete now to `row`. DATA_LOSS if this is no export or a damaged one; or what `row`
  // returns.
  absl::Status Add(std::string_view chunk, RowFunction row);

  // DATA_LOSS if the export has not ended.
  absl::Status Finish() const;

  // From the header: 0 before it was read.
  uint64_t newest_version() const { return newest_version_; }

 private:
  enum class Part { kHeader, kRows, kEnd };

  // Reads the next part of `buffer_`, or gives false if it is not complete yet.
  absl::StatusOr<bool> ReadNext(RowFunction row);
  absl::StatusOr<bool> ReadHeader();
  absl::StatusOr<bool> ReadRow(RowFunction row);
  absl::StatusOr<bool> ReadTrailer();
  // What is not read yet, and how to pass over some of it.
  std::string_view rest() const { return std::string_view(buffer_).substr(read_); }
  void Skip(size_t bytes);

  Part part_ = Part::kHeader;
  std::string buffer_;
  size_t read_ = 0;
  uint64_t newest_version_ = 0;
  uint64_t rows_ = 0;
  Digest digest_;
};

}  // namespace samverkan

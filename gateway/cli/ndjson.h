// Files of resources: one proto JSON object a line, `@type` first.
#pragma once

#include <cstdint>
#include <fstream>
#include <istream>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/cli/connection.h"
#include "gateway/cli/contract.h"

namespace samverkan::cli {

struct Line {
  std::string file;
  int number = 0;
  std::string text;
  // Where it begins and where the next one does, counted over all files.
  int64_t begin = 0;
  int64_t end = 0;
};

// Reads several files as one. `-` is standard input. Not thread-safe.
class LineReader {
 public:
  explicit LineReader(std::vector<std::string> files) : files_(std::move(files)) {}

  // The next line that is not blank, without its line end. NOT_FOUND if a file cannot be opened; OUT_OF_RANGE at the
  // end of the last.
  absl::StatusOr<Line> Next();

 private:
  absl::Status OpenNext();

  std::vector<std::string> files_;
  size_t opened_ = 0;
  std::unique_ptr<std::ifstream> file_;
  std::istream* stream_ = nullptr;
  int number_ = 0;
  int64_t offset_ = 0;
};

// What a line says.
struct Record {
  const Collection* collection = nullptr;
  MessagePtr resource;
  std::string name;
  // Where it stands, for messages.
  std::string file;
  int line = 0;
  int64_t begin = 0;
  int64_t end = 0;
  // The size of the encoded resource.
  size_t bytes = 0;
};

// INVALID_ARGUMENT, with a text for people, if the line is no resource of the contract.
absl::StatusOr<Record> ParseRecord(const Line& line, const Contract& contract);

}  // namespace samverkan::cli

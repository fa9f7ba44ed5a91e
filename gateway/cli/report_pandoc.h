// Documents made from Markdown by pandoc, a program of its own.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace samverkan::cli {

struct PandocOptions {
  // html or docx.
  std::string format;
  std::string title;
  // sv or en.
  std::string language;
};

// The document's bytes: HTML that stands for itself, or a docx. Blocks. FAILED_PRECONDITION, with a text for people, if
// pandoc is not installed; INTERNAL if it fails.
absl::StatusOr<std::string> MakeDocument(const std::string& markdown, const PandocOptions& options);

}  // namespace samverkan::cli

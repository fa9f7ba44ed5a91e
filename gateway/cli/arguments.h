// The command line, made fit for absl flags and checked, so that a mistake is told with exit code 2 and a suggestion.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace samverkan::cli {

// Rewrites short flags (`-o json`, `-f FILE`, `-h`), hyphens in flags' names (`--dry-run`), and joins each flag with
// its value (`--agency af` becomes `--agency=af`). Of `-f FILE`, which apply and import have, the file alone is left.
// What follows `--` stays as it is. INVALID_ARGUMENT for a flag that does not exist, lacks its value or cannot read it.
absl::StatusOr<std::vector<std::string>> NormaliseArguments(const std::vector<std::string>& arguments);

// Whether help is asked for by `--help`, in normalised arguments.
bool AsksForHelp(const std::vector<std::string>& arguments);

// The names of the flags in normalised arguments.
std::vector<std::string> FlagsGiven(const std::vector<std::string>& arguments);

// The candidate that `word` was probably meant to be; nothing if none is near.
std::optional<std::string> Nearest(absl::string_view word, const std::vector<std::string>& candidates);

}  // namespace samverkan::cli

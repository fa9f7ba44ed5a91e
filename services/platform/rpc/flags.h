// Configuration: absl flags, each also settable in a flag file and by the environment as SAMVERKAN_<FLAG>.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace samverkan {

// Parses the command line and then, for flags not given there, the environment; returns what is not a flag, without the
// program's name. Ends the process with a message on a flag that is unknown or cannot be read, and after --help, which
// prints `usage` and the flags of this program.
std::vector<std::string> ParseFlags(int argc, char** argv, absl::string_view usage);

}  // namespace samverkan

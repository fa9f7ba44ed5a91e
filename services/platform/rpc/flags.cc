#include "services/platform/rpc/flags.h"

#include <cstdio>
#include <cstdlib>

#include "absl/flags/commandlineflag.h"
#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/reflection.h"
#include "absl/flags/usage.h"
#include "absl/flags/usage_config.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/platform/rpc/version.h"

namespace samverkan {
namespace {

// Flags of our own files, not of the libraries'.
bool IsOurs(absl::string_view file) {
  return absl::StrContains(file, "services/") || absl::StrContains(file, "gateway/") ||
         absl::StrContains(file, "tests/");
}

bool GivenOnCommandLine(int argc, char** argv, absl::string_view name) {
  for (int i = 1; i < argc; ++i) {
    absl::string_view argument = argv[i];
    if (argument == "--") return false;
    if (!absl::StartsWith(argument, "-")) continue;
    while (absl::StartsWith(argument, "-")) argument.remove_prefix(1);
    if (absl::StartsWith(argument, "no") && argument.substr(2) == name) return true;
    if (argument.substr(0, argument.find('=')) == name) return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> ParseFlags(int argc, char** argv, absl::string_view usage) {
  absl::SetProgramUsageMessage(usage);
  absl::FlagsUsageConfig config;
  config.contains_help_flags = IsOurs;
  config.contains_helpshort_flags = IsOurs;
  config.version_string = [] { return absl::StrCat("samverkan ", kVersion, "\n"); };
  absl::SetFlagsUsageConfig(config);
  std::vector<char*> rest = absl::ParseCommandLine(argc, argv);
  for (auto& [name, flag] : absl::GetAllFlags()) {
    std::string variable = absl::StrCat("SAMVERKAN_", absl::AsciiStrToUpper(name));
    const char* value = std::getenv(variable.c_str());
    if (value == nullptr || !IsOurs(flag->Filename()) || GivenOnCommandLine(argc, argv, name)) continue;
    std::string error;
    if (!flag->ParseFrom(value, &error)) {
      std::fprintf(stderr, "%s: %s\n", variable.c_str(), error.c_str());
      std::exit(2);
    }
  }
  return std::vector<std::string>(rest.begin() + 1, rest.end());
}

}  // namespace samverkan

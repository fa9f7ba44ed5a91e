#include "gateway/cli/arguments.h"

#include <algorithm>
#include <numeric>

#include "absl/flags/commandlineflag.h"
#include "absl/flags/reflection.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "gateway/cli/texts.h"

namespace samverkan::cli {
namespace {

size_t Distance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row.back();
}

// Flags of the command, not of the libraries that it links.
bool IsOurs(const absl::CommandLineFlag& flag) { return absl::StrContains(flag.Filename(), "gateway/cli/"); }

std::vector<std::string> OurFlags() {
  std::vector<std::string> names;
  for (const auto& [name, flag] : absl::GetAllFlags()) {
    if (IsOurs(*flag)) names.emplace_back(name);
  }
  return names;
}

absl::CommandLineFlag* FindFlag(const std::string& name) { return absl::FindCommandLineFlag(name); }

absl::Status UnknownFlag(const std::string& name) {
  std::string text = Say("there is no flag --$0", name);
  if (auto near = Nearest(name, OurFlags())) absl::StrAppend(&text, Say("; did you mean --$0?", *near));
  return absl::InvalidArgumentError(text);
}

class Normaliser {
 public:
  explicit Normaliser(const std::vector<std::string>& arguments) : left_(arguments) {}

  absl::StatusOr<std::vector<std::string>> Run() {
    while (next_ < left_.size()) {
      const std::string& argument = left_[next_++];
      if (argument == "--") break;
      absl::Status taken = Take(argument);
      if (!taken.ok()) return taken;
    }
    if (next_ < left_.size()) done_.push_back("--");
    done_.insert(done_.end(), left_.begin() + static_cast<std::ptrdiff_t>(next_), left_.end());
    return std::move(done_);
  }

 private:
  absl::Status Take(const std::string& argument) {
    if (argument == "-h" || argument == "--help") return done_.push_back("--help"), absl::OkStatus();
    if (argument == "-o") return TakeFlag("output");
    if (argument == "-f") return TakeFile();
    if (absl::StartsWith(argument, "-f=")) return done_.push_back(argument.substr(3)), absl::OkStatus();
    if (argument == "-" || !absl::StartsWith(argument, "-")) return done_.push_back(argument), absl::OkStatus();
    std::string name(absl::StripPrefix(absl::StripPrefix(argument, "-"), "-"));
    return TakeFlag(name == "file" ? "-" : name);
  }

  absl::Status TakeFile() {
    if (next_ == left_.size()) return absl::InvalidArgumentError(Say("-f needs a file"));
    done_.push_back(left_[next_++]);
    return absl::OkStatus();
  }

  absl::Status TakeFlag(const std::string& text) {
    if (text == "-") return TakeFile();
    size_t equals = text.find('=');
    std::string name = absl::StrReplaceAll(text.substr(0, equals), {{"-", "_"}});
    absl::CommandLineFlag* flag = FindFlag(name);
    if (equals != std::string::npos && flag != nullptr) return Give(*flag, text.substr(equals + 1));
    // `--noall`, as absl has it.
    if (flag == nullptr && absl::StartsWith(name, "no")) {
      absl::CommandLineFlag* denied = FindFlag(name.substr(2));
      if (denied != nullptr && denied->IsOfType<bool>()) return Give(*denied, "false");
    }
    if (flag == nullptr) return UnknownFlag(text.substr(0, equals));
    if (flag->IsOfType<bool>()) return Give(*flag, "true");
    if (next_ == left_.size()) return absl::InvalidArgumentError(Say("--$0 needs a value", name));
    return Give(*flag, left_[next_++]);
  }

  absl::Status Give(absl::CommandLineFlag& flag, const std::string& value) {
    std::string error;
    std::string name(flag.Name());
    if (IsOurs(flag) && !flag.ParseFrom(value, &error)) {
      return absl::InvalidArgumentError(Say("--$0 cannot be $1", name, value));
    }
    done_.push_back(absl::StrCat("--", name, "=", value));
    return absl::OkStatus();
  }

  const std::vector<std::string>& left_;
  size_t next_ = 0;
  std::vector<std::string> done_;
};

}  // namespace

absl::StatusOr<std::vector<std::string>> NormaliseArguments(const std::vector<std::string>& arguments) {
  return Normaliser(arguments).Run();
}

bool AsksForHelp(const std::vector<std::string>& arguments) {
  auto end = std::find(arguments.begin(), arguments.end(), "--");
  return std::find(arguments.begin(), end, "--help") != end;
}

std::vector<std::string> FlagsGiven(const std::vector<std::string>& arguments) {
  std::vector<std::string> names;
  for (const std::string& argument : arguments) {
    if (argument == "--") break;
    if (absl::StartsWith(argument, "--")) names.push_back(argument.substr(2, argument.find('=') - 2));
  }
  return names;
}

std::optional<std::string> Nearest(absl::string_view word, const std::vector<std::string>& candidates) {
  std::optional<std::string> nearest;
  // Two slips at most, and fewer in a short word.
  size_t least = std::min<size_t>(2, word.size() / 2) + 1;
  for (const std::string& candidate : candidates) {
    size_t distance = Distance(word, candidate);
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace samverkan::cli

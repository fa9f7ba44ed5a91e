// The `samverkan` command. Reads the command line, and hands over to the verb.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "absl/flags/flag.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "gateway/cli/arguments.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/help.h"
#include "gateway/cli/table.h"
#include "gateway/cli/texts.h"
#include "services/platform/rpc/flags.h"

namespace samverkan::cli {
namespace {

int Misused(const std::string& text) {
  std::cerr << "samverkan: " << text << "\n" << Say("`samverkan help` shows what there is.") << "\n";
  return kUsage;
}

int Failed(const absl::Status& status) {
  std::cerr << "samverkan: " << std::string(status.message()) << "\n";
  return kFailed;
}

std::vector<std::string> VerbNames() {
  std::vector<std::string> names = {"help"};
  for (const Verb& verb : Verbs()) names.emplace_back(verb.name);
  return names;
}

int UnknownVerb(const std::string& word) {
  std::string text = Say("there is no verb $0", word);
  if (auto near = Nearest(word, VerbNames())) absl::StrAppend(&text, Say("; did you mean $0?", *near));
  return Misused(text);
}

int Help(const std::string& word) {
  const Verb* verb = FindVerb(word);
  if (verb == nullptr && !word.empty() && word != "help") return UnknownVerb(word);
  std::cout << (verb == nullptr ? HelpText() : HelpText(*verb));
  return kOk;
}

bool Takes(const Verb& verb, const std::string& name) {
  return std::any_of(verb.flags.begin(), verb.flags.end(), [&](const char* flag) { return flag == name; });
}

// The first flag given that is another verb's; empty if there is none.
std::string StrayFlag(const Verb& verb, const std::vector<std::string>& given) {
  for (const Verb& other : Verbs()) {
    for (const std::string& name : given) {
      if (Takes(other, name) && !Takes(verb, name)) return name;
    }
  }
  return "";
}

// --token, or the agency's own in the folder SAMVERKAN_TOKENS, as deploy/demo makes it: the operator's for what is
// asked of a node itself, else the process leader's, who may do the rest.
std::string TokenPath(const Verb& verb, const std::string& agency) {
  const char* folder = std::getenv("SAMVERKAN_TOKENS");
  if (!absl::GetFlag(FLAGS_token).empty() || folder == nullptr || agency.empty()) return absl::GetFlag(FLAGS_token);
  return absl::StrCat(folder, "/", agency, "-", Takes(verb, "node") ? "operator" : "process_leader", ".jwt");
}

absl::StatusOr<ConnectionOptions> ReadConnectionOptions(const Verb& verb) {
  ConnectionOptions options{.address = absl::GetFlag(FLAGS_gateway),
                            .agency = absl::GetFlag(FLAGS_agency),
                            .tls_ca = absl::GetFlag(FLAGS_tls_ca),
                            .tls_certificate = absl::GetFlag(FLAGS_tls_certificate),
                            .tls_key = absl::GetFlag(FLAGS_tls_key),
                            .timeout = absl::GetFlag(FLAGS_timeout)};
  if (options.agency == "all") options.agency.clear();
  // A verb that calls nobody needs no files to show to them: `token` may be about to write one.
  bool in_place = !absl::GetFlag(FLAGS_data).empty() || !absl::GetFlag(FLAGS_store).empty();
  if (!verb.calls || in_place) return ConnectionOptions{.address = "127.0.0.1:0", .agency = options.agency};
  if (const char* address = std::getenv("SAMVERKAN_GRPC"); options.address.empty() && address != nullptr) {
    options.address = address;
  }
  // What an operator does is done at the node itself; what is exported may be the federation's too.
  std::string node = absl::GetFlag(FLAGS_node);
  if (Takes(verb, "node") && (verb.name != absl::string_view("export") || !node.empty()))
    options.address = std::move(node);
  std::string path = TokenPath(verb, options.agency);
  if (path.empty()) return options;
  std::ifstream file(path);
  if (!file || !std::getline(file, options.token)) {
    return absl::NotFoundError(Say("--token: $0 cannot be read", path));
  }
  options.token = std::string(absl::StripAsciiWhitespace(options.token));
  return options;
}

int Run(const Verb& verb, const Arguments& arguments) {
  std::string output = absl::GetFlag(FLAGS_output);
  if (output != "table" && output != "json") return Misused(Say("-o can be table or json"));
  absl::StatusOr<ConnectionOptions> options = ReadConnectionOptions(verb);
  if (!options.ok()) return Failed(options.status());
  if (verb.calls && options->address.empty()) {
    return Misused(Takes(verb, "node") ? Say("where is the node? --node HOST:PORT")
                                       : Say("where is the gateway? --gateway HOST:PORT, or SAMVERKAN_GRPC"));
  }
  Contract contract;
  if (std::string path = absl::GetFlag(FLAGS_descriptors); !path.empty()) {
    if (absl::Status added = contract.AddDescriptors(path); !added.ok()) return Failed(added);
  }
  Connection connection(contract, *options);
  Session session{.contract = contract,
                  .connection = connection,
                  .agency = options->agency,
                  .json = output == "json",
                  .width = TerminalWidth(STDOUT_FILENO),
                  .progress = absl::GetFlag(FLAGS_progress) || isatty(STDERR_FILENO) != 0,
                  .out = std::cout,
                  .err = std::cerr};
  return verb.run(session, arguments);
}

int Main(std::vector<std::string> words) {
  SetLanguage(ChooseLanguage(""));
  std::string program = words.front();
  words.erase(words.begin());
  absl::StatusOr<std::vector<std::string>> normal = NormaliseArguments(words);
  if (!normal.ok()) return Misused(std::string(normal.status().message()));
  bool help = AsksForHelp(*normal);
  std::erase(*normal, "--help");
  std::vector<std::string> given = FlagsGiven(*normal);
  normal->insert(normal->begin(), program);
  std::vector<char*> argv;
  for (std::string& word : *normal) argv.push_back(word.data());
  Arguments arguments = ParseFlags(static_cast<int>(argv.size()), argv.data(), "samverkan VERB …");
  SetLanguage(ChooseLanguage(absl::GetFlag(FLAGS_lang)));
  if (arguments.empty()) {
    (help ? std::cout : std::cerr) << HelpText();
    return help ? kOk : kUsage;
  }
  std::string word = arguments.front();
  arguments.erase(arguments.begin());
  if (word == "help") return Help(arguments.empty() ? "" : arguments.front());
  const Verb* verb = FindVerb(word);
  if (verb == nullptr) return UnknownVerb(word);
  if (help) return Help(word);
  if (std::string stray = StrayFlag(*verb, given); !stray.empty()) {
    return Misused(Say("$0 takes no --$1; `samverkan help $0` shows its flags", word, stray));
  }
  return Run(*verb, arguments);
}

}  // namespace
}  // namespace samverkan::cli

int main(int argc, char** argv) {
  // What gRPC logs is not for people; errors say what is wrong.
  setenv("GRPC_VERBOSITY", "NONE", 0);
  return samverkan::cli::Main(std::vector<std::string>(argv, argv + argc));
}

#include "gateway/cli/help.h"

#include <algorithm>

#include "absl/flags/commandlineflag.h"
#include "absl/flags/reflection.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gateway/cli/table.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/verbs.h"

namespace samverkan::cli {
namespace {

std::string FlagLines(const std::vector<const char*>& flags) {
  std::string text;
  for (const char* name : flags) {
    const absl::CommandLineFlag* flag = absl::FindCommandLineFlag(name);
    std::string shown = absl::StrCat("--", absl::StrReplaceAll(name, {{"_", "-"}}));
    absl::StrAppend(&text, "  ", Pad(shown, 18), "  ", flag == nullptr ? "" : std::string(Translate(flag->Help())),
                    "\n");
  }
  return text;
}

}  // namespace

const std::vector<Verb>& Verbs() {
  static const auto& verbs = *new std::vector<Verb>{
      {"apply",
       "-f FILE…",
       "Writes the resources of NDJSON files (a line each, @type first); - is standard input.",
       {"batch", "in_flight", "retry_for", "resume"},
       {"samverkan apply --agency af -f deploy/sample/af/1-actors.ndjson",
        "samverkan apply -f big.ndjson --resume big.place --progress"},
       RunApply},
      {"get", "NAME…", "Shows resources in full.", {}, {"samverkan get agencies/af/meetings/overlamning-25"}, RunGet},
      {"list",
       "COLLECTION",
       "Lists resources: one page, or --limit, or --all.",
       {"parent", "filter", "order_by", "limit", "all"},
       {"samverkan list meetings --filter 'state = STATE_MISSING'", "samverkan list units --parent af --all -o json"},
       RunList},
      {"delete",
       "NAME…",
       "Deletes resources: for mistakes. What has ended is kept, in its state.",
       {"allow_missing"},
       {"samverkan delete agencies/af/meetings/m1 --agency af"},
       RunDelete},
      {"import",
       "FILE.csv",
       "Imports a table of meetings as Excel writes it, into --agency's slice.",
       {"as", "dry_run", "create_missing", "partial", "mapping", "retry_for"},
       {"samverkan import meetings.csv --agency finsam --dry-run",
        "samverkan import meetings.csv --agency finsam --create-missing"},
       RunImport},
      {"map",
       "",
       "Shows who meets whom, what is missing and what could go.",
       {"resolution", "level", "group", "day", "state", "own"},
       {"samverkan map", "samverkan map --resolution unit --level operational", "samverkan map --day 2016-01-31"},
       RunMap},
      {"watch",
       "",
       "Prints what is there and then every change, until it is interrupted.",
       {"parent", "types", "cursors", "retry_for"},
       {"samverkan watch --types meetings", "samverkan watch --cursors places.json -o json"},
       RunWatch},
      {"members", "", "Shows the federation's members and how each is.", {}, {"samverkan members"}, RunMembers},
      {"backup",
       "FILE",
       "Writes everything a node keeps to a file, while it works on.",
       {"node"},
       {"samverkan backup af.backup --node 127.0.0.1:50061 --agency af"},
       RunBackup},
      {"restore",
       "FILE",
       "Fills an empty folder from a backup; the node must not run.",
       {"data"},
       {"samverkan restore af.backup --data /var/lib/samverkan/af"},
       RunRestore,
       /*calls=*/false},
      {"audit",
       "verify|list",
       "Shows a node's audit trail, or checks that nothing was changed in it or cut off.",
       {"node", "seals", "after", "limit", "all"},
       {"samverkan audit verify --node 127.0.0.1:50061 --agency af",
        "samverkan get members/af -o json > seals.json; samverkan audit verify --node 127.0.0.1:50061 --seals "
        "seals.json",
        "samverkan audit list --node 127.0.0.1:50061 --after 1000 --limit 50",
        "samverkan audit list --node 127.0.0.1:50061 --all -o json > trail.ndjson"},
       RunAudit},
  };
  return verbs;
}

const Verb* FindVerb(const std::string& name) {
  auto found = std::find_if(Verbs().begin(), Verbs().end(), [&](const Verb& verb) { return verb.name == name; });
  return found == Verbs().end() ? nullptr : &*found;
}

const std::vector<const char*>& CommonFlags() {
  static const auto& flags =
      *new std::vector<const char*>{"gateway", "agency", "token",           "output",  "lang",       "progress",
                                    "timeout", "tls_ca", "tls_certificate", "tls_key", "descriptors"};
  return flags;
}

std::string HelpText() {
  std::string text = absl::StrCat("samverkan VERB … [--flags]\n\n",
                                  Say("The client of the federation: how agencies work together."), "\n\n");
  for (const Verb& verb : Verbs()) {
    absl::StrAppend(&text, "  ", Pad(absl::StrCat(verb.name, " ", verb.usage), 18), "  ", Say(verb.does), "\n");
  }
  absl::StrAppend(&text, "  ", Pad("help [VERB]", 18), "  ", Say("Says more about a verb."), "\n\n");
  absl::StrAppend(&text, Say("Flags of every verb (each also from the environment as SAMVERKAN_<FLAG>):"), "\n",
                  FlagLines(CommonFlags()));
  absl::StrAppend(&text, "\n", Say("Exit codes: 0 done, 1 failed, 2 wrong use."), "\n");
  return text;
}

std::string HelpText(const Verb& verb) {
  std::string text = absl::StrCat("samverkan ", verb.name, " ", verb.usage, " [--flags]\n\n", Say(verb.does), "\n\n");
  absl::StrAppend(&text, FlagLines(verb.flags), verb.flags.empty() ? "" : "\n", Say("Examples:"), "\n");
  for (const char* example : verb.examples) absl::StrAppend(&text, "  ", example, "\n");
  absl::StrAppend(&text, "\n", Say("`samverkan help` has the flags of every verb."), "\n");
  return text;
}

}  // namespace samverkan::cli

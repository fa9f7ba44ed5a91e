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
       "FILE",
       "Imports a table of meetings, or an event log as a flow, into --agency's slice; or fills in a whole slice.",
       {"as", "dry_run", "create_missing", "partial", "mapping", "retry_for", "flow_id", "group", "functions",
        "threshold", "data", "store", "store_password_file"},
       {"samverkan import meetings.csv --agency finsam --dry-run",
        "samverkan import meetings.csv --agency finsam --create-missing",
        "samverkan import receipt.xes.gz --as flow --agency af --functions functions.csv",
        "samverkan import slice af.slice --store redis://127.0.0.1:6379 --agency af"},
       RunImport,
       /*calls=*/true,
       "Meetings: a CSV as Excel writes it. A flow: an event log in XES, plain or gzip, whose most frequent way "
       "becomes "
       "the\ntypical case, with the waiting of all cases in working time. Names of cases and resources are kept "
       "nowhere."},
      {"map",
       "",
       "Shows who meets whom, what is missing and what could go.",
       {"resolution", "level", "group", "day", "state", "own", "agencies", "municipalities", "network", "since",
        "against"},
       {"samverkan map", "samverkan map --resolution unit --level operational", "samverkan map --network",
        "samverkan map --agencies af,fk --day 2016-01-31", "samverkan map --since 2015-11-30 --day 2016-04-30",
        "samverkan map --municipalities 2080 --against 1262"},
       RunMap},
      {"gaps",
       "[breakpoints]",
       "Shows who should meet and do not, or where rules change and nobody meets about it.",
       {"resolution", "level", "group", "day", "own", "agencies", "kind", "limit", "all"},
       {"samverkan gaps", "samverkan gaps --kind unmet,level --agencies af", "samverkan gaps breakpoints --all"},
       RunGaps},
      {"overlaps",
       "",
       "Shows meetings with much the same participants, and the hours that could be gained.",
       {"threshold", "kind", "level", "group", "day", "own", "agencies", "limit", "all"},
       {"samverkan overlaps", "samverkan overlaps --threshold 0.9 --kind merge",
        "samverkan overlaps --kind same --all"},
       RunOverlaps},
      {"load",
       "",
       "Shows what meetings take of hours and money, and what a change would add or free.",
       {"resolution", "level", "group", "day", "own", "agencies", "municipalities", "since", "begin", "end", "draft"},
       {"samverkan load --resolution unit", "samverkan load --since 2015-11-30 --day 2016-04-30",
        "samverkan load --begin agencies/lomma/meetings/ungdomsrad --end agencies/af/meetings/samrad",
        "samverkan load --draft draft.ndjson"},
       RunLoad,
       /*calls=*/true,
       "A draft is a line such as {\"displayName\":\"Ungdomsråd\",\"participants\":[{\"actor\":\"agencies/af\"}],\n"
       "\"timesPerYear\":10,\"duration\":\"5400s\"}. Nothing is written: what is there stays as it is."},
      {"usefulness",
       "",
       "Shows what agencies think of meetings, side by side; where they differ most first.",
       {"level", "group", "day", "own", "agencies", "limit", "all"},
       {"samverkan usefulness", "samverkan usefulness --agencies af --all -o json"},
       RunUsefulness},
      {"stops",
       "",
       "Shows where cases wait longest, over all flows, and whether anything is done about it.",
       {"without_action", "group", "day", "own", "agencies", "limit", "all"},
       {"samverkan stops --limit 5", "samverkan stops --without-action --agencies af"},
       RunStops},
      {"indicators",
       "",
       "Shows what was answered over periods, against what is aimed at.",
       {"from", "to", "own", "agencies"},
       {"samverkan indicators", "samverkan indicators --from 2015-01-01 --to 2016-04-30"},
       RunIndicators},
      {"report",
       "",
       "Writes the report of a period: aims, meetings, flows, money, indicators, gaps; with every figure's source.",
       {"period", "plan", "own", "format", "out"},
       {"samverkan report --period 2016T1 > report.md",
        "samverkan report --period 2016T1 --plan agencies/finsam/plans/unga --format docx --out report.docx",
        "samverkan report --period 2015-11-01/2016-04-30 --lang sv --format html --out rapport.html"},
       RunReport,
       /*calls=*/true,
       "html and docx are made by pandoc, which must be installed."},
      {"export",
       "map|slice FILE",
       "Writes the map for other programs: GraphML (Gephi, yEd) or DOT (Graphviz); or a whole slice, to move house "
       "with.",
       {"node", "data", "store", "store_password_file", "format", "resolution", "level", "group", "day", "own",
        "agencies", "municipalities"},
       {"samverkan export map -f map.graphml",
        "samverkan export map --format dot --resolution unit | neato -Tsvg > map.svg",
        "samverkan export slice af.slice --data /var/lib/samverkan/af",
        "samverkan export slice af.slice --node 127.0.0.1:50061 --agency af"},
       RunExport,
       /*calls=*/true,
       "A slice is every record with its history, and the audit trail. `samverkan import slice` fills it in, in "
       "another "
       "form of\nthe store or a later version, and reads it back: both tell counts and content, which must be equal. "
       "Stop "
       "the node first and\nexport from its --data or --store: what a --node that works on writes after the export is "
       "not "
       "in it."},
      {"flow",
       "show|… NAME",
       "A typical case's way (show), what it takes (analyze), a better one (compare); all flows (summary).",
       {"baseline", "limit", "all", "resolution", "group", "day", "own", "agencies", "kind", "without_action"},
       {"samverkan flow summary", "samverkan flow show agencies/finsam/flows/unga-nu",
        "samverkan flow analyze agencies/finsam/flows/unga-nu",
        "samverkan flow compare agencies/finsam/flows/unga-framtid"},
       RunFlow},
      {"plan",
       "board NAME",
       "Shows how a plan goes: its actions by state, what is late, what was learnt, and the money.",
       {"day", "own"},
       {"samverkan plan board agencies/finsam/plans/unga-vuxna",
        "samverkan plan board agencies/finsam/plans/unga-vuxna --own --agency finsam --day 2016-04-30"},
       RunPlan},
      {"action",
       "STEP NAME",
       "Takes an action a step further: decide, try, study, conclude or complete.",
       {"day", "due_day", "prediction", "outcome", "flow", "state"},
       {"samverkan action decide agencies/finsam/plans/p/actions/a --due-day 2016-02-15",
        "samverkan action try agencies/finsam/plans/p/actions/a --prediction 'half the waiting'",
        "samverkan action study agencies/finsam/plans/p/actions/a --outcome 'a week less' --flow agencies/af/flows/ny",
        "samverkan action conclude agencies/finsam/plans/p/actions/a --state adopted",
        "samverkan action complete agencies/finsam/plans/p/actions/b --day 2016-02-12"},
       RunAction},
      {"initiative",
       "sheet NAME",
       "Shows what SUS asks about an initiative, to be keyed in there by hand.",
       {"csv"},
       {"samverkan initiative sheet agencies/finsam/initiatives/steget",
        "samverkan initiative sheet agencies/finsam/initiatives/steget --csv steget.csv"},
       RunInitiative},
      {"agreement",
       "show|sign NAME",
       "Shows an agreement or expectation and how each party stands to it, or says your own word on it.",
       {"function", "stance", "note"},
       {"samverkan agreement show agencies/finsam/agreements/avsikt",
        "samverkan agreement sign agencies/finsam/agreements/avsikt --agency af --function agencies/af/functions/chef",
        "samverkan agreement show agencies/af/expectations/samordning"},
       RunAgreement},
      {"watch",
       "",
       "Prints what is there and then every change, until it is interrupted.",
       {"parent", "types", "cursors", "retry_for"},
       {"samverkan watch --types meetings", "samverkan watch --cursors places.json -o json"},
       RunWatch},
      {"members", "", "Shows the federation's members and how each is.", {}, {"samverkan members"}, RunMembers},
      {"doctor",
       "",
       "Looks at a deployment from here, and says in plain words what is wrong with it.",
       {},
       {"samverkan doctor",
        "samverkan doctor --gateway gateway.example:443 --tls-ca ca.pem --token af.jwt --agency af"},
       RunDoctor},
      {"health",
       "ADDRESS [SERVICE]",
       "Asks one server whether it serves; the exit code is the answer.",
       {},
       {"samverkan health localhost:50051 --tls-ca ca.crt --tls-certificate tls.crt --tls-key tls.key",
        "samverkan health localhost:50051 samverkan.analytics --timeout 2s"},
       RunHealth,
       /*calls=*/false,
       "For probes of containers: no token is shown, nothing is printed when all is well, and it is asked once."},
      {"token",
       "",
       "Makes a token for development, signed by a key of your own.",
       {"key", "make_key", "issuer", "subject", "roles", "hours", "audience", "out"},
       {"samverkan token --key dev.pem --make-key --issuer dev --agency af --roles contributor,reader > af.jwt",
        "samverkan token --key dev.pem --issuer dev --agency af --roles operator --hours 1 --out af-operator.jwt",
        "samverkan list meetings --gateway 127.0.0.1:50050 --token af.jwt --agency af"},
       RunToken,
       /*calls=*/false,
       "Servers take it when their issuers file lists the issuer, its key set (written beside the key when that is "
       "made)\nand the agency. Whoever has the key can be anybody in those agencies: keep it secret, and let the "
       "agency's own\nidentity provider issue the tokens of real systems. --hours -1 makes one that has expired, for "
       "tests."},
      {"certificate",
       "",
       "Makes a certificate for development, signed by an authority of your own.",
       {"ca", "host", "out", "days"},
       {"samverkan certificate --ca dev-ca --host node.af.example,localhost,127.0.0.1 --out node-af",
        "samverkan certificate --ca dev-ca --host localhost --out expired --days -1"},
       RunCertificate,
       /*calls=*/false,
       "The first time it makes the authority too: DIR/ca.pem is what the peers trust (--tls-ca), DIR/ca-key.pem the "
       "secret\nthat signs. PREFIX.pem and PREFIX-key.pem serve as --tls-certificate and --tls-key, of servers and "
       "clients alike.\nReal systems have certificates of the agency's own authority."},
      {"backup",
       "FILE",
       "Writes everything a node keeps to a file, while it works on.",
       {"node"},
       {"samverkan backup af.backup --node 127.0.0.1:50061 --agency af"},
       RunBackup},
      {"restore",
       "FILE",
       "Fills an empty folder, or an empty slice in Redis, from a backup; the node must not run.",
       {"data", "store", "store_password_file"},
       {"samverkan restore af.backup --data /var/lib/samverkan/af",
        "samverkan restore af.backup --store redis://127.0.0.1:6379 --agency af"},
       FillSlice,
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
  size_t widest = 0;
  auto usage = [](const Verb& verb) { return absl::StrCat(verb.name, " ", verb.usage); };
  for (const Verb& verb : Verbs()) widest = std::max(widest, DisplayWidth(usage(verb)));
  for (const Verb& verb : Verbs()) {
    absl::StrAppend(&text, "  ", Pad(usage(verb), widest), "  ", Say(verb.does), "\n");
  }
  absl::StrAppend(&text, "  ", Pad("help [VERB]", widest), "  ", Say("Says more about a verb."), "\n\n");
  absl::StrAppend(&text, Say("Flags of every verb (each also from the environment as SAMVERKAN_<FLAG>):"), "\n",
                  FlagLines(CommonFlags()));
  absl::StrAppend(&text, "\n", Say("Exit codes: 0 done, 1 failed, 2 wrong use."), "\n");
  return text;
}

std::string HelpText(const Verb& verb) {
  std::string text = absl::StrCat("samverkan ", verb.name, " ", verb.usage, " [--flags]\n\n", Say(verb.does), "\n\n");
  if (verb.more[0] != '\0') absl::StrAppend(&text, Say(verb.more), "\n\n");
  absl::StrAppend(&text, FlagLines(verb.flags), verb.flags.empty() ? "" : "\n", Say("Examples:"), "\n");
  for (const char* example : verb.examples) absl::StrAppend(&text, "  ", example, "\n");
  absl::StrAppend(&text, "\n", Say("`samverkan help` has the flags of every verb."), "\n");
  return text;
}

}  // namespace samverkan::cli

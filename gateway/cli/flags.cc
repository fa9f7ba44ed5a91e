#include "gateway/cli/flags.h"

#include "absl/flags/flag.h"

ABSL_FLAG(std::string, gateway, "", "The gateway's address, host:port; SAMVERKAN_GRPC by default.");
ABSL_FLAG(std::string, token, "",
          "A file with the token to show; --agency's in the folder SAMVERKAN_TOKENS by default.");
ABSL_FLAG(std::string, agency, "", "The id of the agency that you speak for, such as af.");
ABSL_FLAG(std::string, output, "table", "table for people, json for programs (-o).");
ABSL_FLAG(std::string, lang, "", "sv or en; as LANG says by default.");
ABSL_FLAG(std::string, descriptors, "", "A FileDescriptorSet with more services than are compiled in.");
ABSL_FLAG(std::string, tls_ca, "", "Who signs the gateway's certificate (PEM). Without it the call is in the clear.");
ABSL_FLAG(std::string, tls_certificate, "", "Your own certificate (PEM), where the gateway asks for one.");
ABSL_FLAG(std::string, tls_key, "", "Its private key (PEM).");
ABSL_FLAG(absl::Duration, timeout, absl::Seconds(30), "How long one call may take.");
ABSL_FLAG(bool, progress, false, "Show how far long work has come, even where there is no terminal.");

ABSL_FLAG(int, batch, 500, "The most records in one request, at most 1000.");
ABSL_FLAG(int, in_flight, 8, "How many requests are under way at a time.");
ABSL_FLAG(absl::Duration, retry_for, absl::Seconds(60), "How long to go on trying when nobody answers.");
ABSL_FLAG(std::string, resume, "", "A file that keeps the place: an interrupted run goes on there.");

ABSL_FLAG(std::string, parent, "", "Whose: an agency's id or name; agencies/- for all of them.");
ABSL_FLAG(std::string, filter, "", "Which ones, such as 'state = STATE_MISSING' (AIP-160).");
ABSL_FLAG(std::string, order_by, "", "Fields to order by, such as 'display_name desc'; one agency only.");
ABSL_FLAG(int, limit, 0, "The most records; one page by default.");
ABSL_FLAG(bool, all, false, "All pages.");
ABSL_FLAG(bool, allow_missing, false, "Succeed where there is nothing to delete.");

ABSL_FLAG(std::string, as, "meetings", "What the file is: meetings (a table), flow (an event log).");
ABSL_FLAG(bool, dry_run, false, "Show what would change, and write nothing.");
ABSL_FLAG(bool, create_missing, false, "Make the organisations that the registry does not know, in --agency's slice.");
ABSL_FLAG(bool, partial, false, "Make organisations even while some members do not answer and may know them.");
ABSL_FLAG(std::string, mapping, "", "A file with lines `Column in the file = known column`.");
ABSL_FLAG(std::string, flow_id, "", "flow: the id of the flow; made of the file's name by default.");
ABSL_FLAG(std::string, functions, "", "flow: a table group;actor of who stands behind the log's groups.");
ABSL_FLAG(double, threshold, 0,
          "Of import --as flow, what rests on fewer cases is left out: 5, at least 3. Of overlaps, from which share of "
          "common participants on: 0.7.");

ABSL_FLAG(std::string, resolution, "", "What a node stands for: function, unit, organisation, agency (the default).");
ABSL_FLAG(std::string, level, "", "Only meetings of this level: strategic, operational.");
ABSL_FLAG(std::string, group, "", "The target group, by its name: agencies/ID/groups/ID.");
ABSL_FLAG(std::string, day, "", "The day that is meant, YYYY-MM-DD; today by default.");
ABSL_FLAG(
    std::string, state, "",
    "Of map, only meetings in these states, with commas: existing, missing, removable, ended. Of action conclude, "
    "what comes of it: adopted, adapted, abandoned.");
ABSL_FLAG(bool, own, false, "As --agency's own analytics sees it, what is private to it included.");
ABSL_FLAG(std::string, agencies, "", "Only what these agencies take part in, by their ids, with commas: af,fk.");
ABSL_FLAG(std::string, municipalities, "",
          "Only what parties of these municipalities take part in, by codes: 1262,1261.");
ABSL_FLAG(bool, network, false, "Measure the network that the meetings make, with and without coordinators.");
ABSL_FLAG(std::string, since, "", "What has changed since this day, YYYY-MM-DD.");
ABSL_FLAG(std::string, against, "", "Hold the map against that of these municipalities (codes) or agencies (ids).");
ABSL_FLAG(std::string, kind, "",
          "Only this kind: merge, subset, same (overlaps); stated, unmet, level (gaps, with commas); current, future "
          "(flow summary).");
ABSL_FLAG(std::string, begin, "", "As if these meetings took place, by their names, with commas.");
ABSL_FLAG(std::string, end, "", "As if these meetings had ended, by their names, with commas.");
ABSL_FLAG(std::string, draft, "", "A file with meetings that one thinks of: a MeetingDraft in proto JSON a line.");
ABSL_FLAG(bool, without_action, false, "Only stops that no action sees to.");
ABSL_FLAG(std::string, from, "", "Only periods that end on this day or later, YYYY-MM-DD.");
ABSL_FLAG(std::string, to, "", "Only periods that end on this day or before, YYYY-MM-DD; today by default.");
ABSL_FLAG(std::string, period, "", "2016T1, 2016H1, 2016, the plan's own 2016P1, or two days with a slash.");
ABSL_FLAG(std::string, plan, "", "The plan that is reported on, by its name; all plans by default.");
ABSL_FLAG(std::string, format, "",
          "Of report, md (the default), html, docx. Of export map, graphml (the default), dot.");

ABSL_FLAG(std::string, baseline, "", "The flow to compare with, by its name; the flow's own baseline by default.");

ABSL_FLAG(std::string, due_day, "", "When it should be tried or done, YYYY-MM-DD.");
ABSL_FLAG(std::string, function, "", "The function that has the mandate, of your agency, by its name.");
ABSL_FLAG(std::string, stance, "", "What you say: signed, acknowledged, agreed or declined.");
ABSL_FLAG(std::string, note, "", "On what condition, or why not.");
ABSL_FLAG(std::string, prediction, "", "What you expect to see.");
ABSL_FLAG(std::string, outcome, "", "What you saw, or why.");
ABSL_FLAG(std::string, flow, "", "The flow as it was measured again: agencies/ID/flows/ID.");
ABSL_FLAG(std::string, csv, "", "The file to write as a table for Excel; - is standard output.");

ABSL_FLAG(std::string, key, "", "The file of the private key (PEM, P-256) that signs the token.");
ABSL_FLAG(bool, make_key, false, "Make the key, and its key set beside it, where there is none.");
ABSL_FLAG(std::string, issuer, "", "Who issues the token, as the issuers file names it.");
ABSL_FLAG(std::string, subject, "development", "What the caller is: a function or a system, never a person.");
ABSL_FLAG(std::string, roles, "reader", "Its roles, with commas: reader, contributor, process_leader, operator.");
ABSL_FLAG(double, hours, 8, "How many hours the token is good.");
ABSL_FLAG(std::string, audience, "samverkan", "Whom the token is meant for.");
ABSL_FLAG(std::string, out, "", "The file to write; for a certificate, what its two files begin with.");

ABSL_FLAG(std::string, ca, "", "The folder of the authority; made where there is none.");
ABSL_FLAG(std::string, host, "", "The names and IP addresses that the certificate is for, with commas.");
ABSL_FLAG(int, days, 90, "How many days the certificate is good.");

ABSL_FLAG(std::string, types, "", "Only these, with commas: meetings,units.");
ABSL_FLAG(std::string, cursors, "", "A file that keeps the places in the feeds, to go on from next time.");
ABSL_FLAG(std::string, node, "", "The node's address, host:port.");
ABSL_FLAG(std::string, data, "", "The empty or absent folder to fill.");
ABSL_FLAG(std::string, store, "",
          "The Redis to fill: redis://HOST:PORT, redis+unix:///PATH, redis+sentinel://HOST:PORT,.../NAME or "
          "redis+cluster://HOST:PORT,...");
ABSL_FLAG(std::string, store_password_file, "", "A file with the password of Redis.");

ABSL_FLAG(std::string, seals, "",
          "What was kept of the trail's seals: a file from `samverkan get members/ID -o json`.");
ABSL_FLAG(int64_t, after, 0, "Begin after the entry of this number.");

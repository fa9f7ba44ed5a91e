// The Swedish texts about whole slices (backup, restore, moving house), by the English ones.
#include "gateway/cli/texts.h"

namespace samverkan::cli {

const std::map<absl::string_view, absl::string_view>& SwedishSliceTexts() {
  static const auto& texts = *new std::map<absl::string_view, absl::string_view>{
      {"backup needs the file to write", "backup behöver filen att skriva till"},
      {"export slice needs the file to write", "export slice behöver filen att skriva till"},
      {"export slice needs --data or --store, with no node at work there, or --node",
       "export slice behöver --data eller --store, där ingen nod arbetar, eller --node"},
      {"export needs map, and -f FILE for a file; or slice and a file",
       "export behöver map, och -f FIL för en fil; eller slice och en fil"},
      {"it needs the file to read", "det behövs en fil att läsa från"},
      {"it needs --data DIR, the empty or absent folder to fill, or --store, the Redis",
       "det behövs --data MAPP, den tomma eller nya mappen att fylla, eller --store, den Redis"},
      {"$0: $1 records, $2 entries of the audit trail, content $3",
       "$0: $1 poster, $2 rader i granskningsspåret, innehåll $3"},
      {"all of it is there; start the node with $0", "allt är på plats; starta noden med $0"},
      {"what arrived is not what was exported: $0 records of $1, content $2 and not $3",
       "det som kom fram är inte det som exporterades: $0 poster av $1, innehåll $2 och inte $3"},
      {"The empty or absent folder to fill.", "Den tomma eller nya mappen att fylla."},
      {"The Redis to fill: redis://HOST:PORT, redis+unix:///PATH, redis+sentinel://HOST:PORT,.../NAME or "
       "redis+cluster://HOST:PORT,...",
       "Den Redis som ska fyllas: redis://VÄRD:PORT, redis+unix:///SÖKVÄG, redis+sentinel://VÄRD:PORT,.../NAMN eller "
       "redis+cluster://VÄRD:PORT,..."},
      {"A file with the password of Redis.", "En fil med lösenordet till Redis."},
      {"Imports a table of meetings, or an event log as a flow, into --agency's slice; or fills in a whole slice.",
       "Importerar en mötestabell, eller en händelselogg som ett flöde, till --agencys del; eller fyller i en hel "
       "del."},
      {"Writes the map for other programs: GraphML (Gephi, yEd) or DOT (Graphviz); or a whole slice, to move house "
       "with.",
       "Skriver kartan för andra program: GraphML (Gephi, yEd) eller DOT (Graphviz); eller en hel del, att flytta "
       "med."},
      {"A slice is every record with its history, and the audit trail. `samverkan import slice` fills it in, in "
       "another "
       "form of\nthe store or a later version, and reads it back: both tell counts and content, which must be equal. "
       "Stop "
       "the node first and\nexport from its --data or --store: what a --node that works on writes after the export is "
       "not "
       "in it.",
       "En del är varje post med sin historik, och granskningsspåret. `samverkan import slice` fyller i den, i en "
       "annan "
       "form av\nlagret eller en senare version, och läser den igen: båda säger antal och innehåll, som måste vara "
       "lika. Stoppa först\nnoden och exportera ur dess --data eller --store: vad en --node som arbetar vidare skriver "
       "efter exporten är inte med."},
      {"Writes everything a node keeps to a file, while it works on.",
       "Skriver allt som en nod har till en fil, medan den arbetar vidare."},
      {"Fills an empty folder, or an empty slice in Redis, from a backup; the node must not run.",
       "Fyller en tom mapp, eller en tom del i Redis, från en säkerhetskopia; noden får inte vara igång."},
  };
  return texts;
}

}  // namespace samverkan::cli

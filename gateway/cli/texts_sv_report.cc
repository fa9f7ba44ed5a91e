// The Swedish texts about the report of a period, by the English ones.
#include "gateway/cli/texts.h"

namespace samverkan::cli {

const std::map<absl::string_view, absl::string_view>& SwedishReportTexts() {
  static const auto& texts = *new std::map<absl::string_view, absl::string_view>{
      // The command.
      {"report needs --period, such as 2016T1", "report behöver --period, till exempel 2016T1"},
      {"a docx is no text: --out FILE, or - for standard output",
       "en docx är ingen text: --out FIL, eller - för standard ut"},
      {"pandoc could not make the document; what it said stands above",
       "pandoc kunde inte göra dokumentet; vad det sade står ovan"},
      {"html and docx are made by pandoc, which does not run here: install it (apt-get install pandoc), or take "
       "--format md",
       "html och docx görs av pandoc, som inte går att köra här: installera det (apt-get install pandoc), eller ta "
       "--format md"},

      // Title and status.
      {"Follow-up of collaboration, $0", "Uppföljning av samverkan, $0"},
      {"Follow-up of $0, $1", "Uppföljning av $0, $1"},
      {"The period $0 is $1 to $2; what follows is as of $3.",
       "Perioden $0 är $1 till $2; det som följer gäller den $3."},
      {"No plan is followed up.", "Ingen plan följs upp."},
      {"$0: activities done $1, tried or done in time $2, overdue $3.",
       "$0: klara aktiviteter $1, prövade eller klara i tid $2, försenade $3."},
      {"Meetings that began: $0; that ended: $1; net hours a year: $2.",
       "Möten som började: $0; som upphörde: $1; timmar per år netto: $2."},

      // Its parts.
      {"Aims, activities and outcomes", "Mål, aktiviteter och utfall"},
      {"No plan is known here, and so no aim.", "Ingen plan är känd här, och därmed inget mål."},
      {"The plan states no aims.", "Planen anger inga mål."},
      {"The plan has no activities or improvements.", "Planen har inga aktiviteter eller förbättringar."},
      {"– no activities", "– inga aktiviteter"},
      {"✔ done", "✔ klart"},
      {"○ not done yet", "○ inte klart än"},
      {"◐ partly done", "◐ delvis klart"},
      {"! OVERDUE, working days: $0", "! FÖRSENAD, arbetsdagar: $0"},
      {"status", "status"},
      {"activities done", "klara aktiviteter"},
      {"outcome", "utfall"},
      {"activity or improvement", "aktivitet eller förbättring"},
      {"since", "sedan"},
      {"From decision to trial: $0", "Från beslut till prövning: $0"},
      {"Initiatives and money", "Insatser och pengar"},
      {"No plan is known here, and so no money.", "Ingen plan är känd här, och därmed inga pengar."},
      {"The plan states no money.", "Planen anger inga pengar."},
      {"The plan has no initiatives.", "Planen har inga insatser."},
      {"Meetings", "Möten"},
      {"No change of the meetings' hours is known.", "Ingen ändring av mötenas timmar är känd."},
      {"No meeting began or ended in the period.", "Inget möte började eller upphörde under perioden."},
      {"Begun in the period: $0", "Började under perioden: $0"},
      {"Ended in the period: $0", "Upphörde under perioden: $0"},
      {"Who meets whom: first at the beginning, second at the end",
       "Vem som möter vem: första vid början, andra vid slutet"},
      {"What meetings take", "Vad möten tar"},
      {"Flows, stops and actions", "Flöden, stopp och åtgärder"},
      {"Flows", "Flöden"},
      {"Stops", "Stopp"},
      {"Indicators", "Indikatorer"},
      {"Gaps", "Luckor"},
      {"Breakpoints", "Brytpunkter"},
      {"Gaps and breakpoints", "Luckor och brytpunkter"},
      {"What agencies think of the meetings", "Vad myndigheter tycker om mötena"},

      // What it rests on, and where each figure comes from.
      {"known at $0", "känd $0"},
      {"No member is known.", "Ingen medlem är känd."},
      {"How the figures are worked out", "Hur siffrorna är uträknade"},
      {"What nobody has stated is shown as ?, and is in no sum. All figures are of one moment.",
       "Det som ingen har angett visas som ?, och är inte med i någon summa. Alla siffror är från ett ögonblick."},
      {"Weight of a tie (M5): the sum of occurrences a year / (n - 1) over the meetings that two share; n = $0 "
       "meetings, of which $1 say nothing of how often.",
       "Ett bands vikt (M5): summan av tillfällen per år / (n - 1) över de möten som två delar; n = $0 möten, varav $1 "
       "inte säger hur ofta."},
      {"Hours, cost and net (M2, M3): occurrences a year x (duration + travel) for each who comes, at each function's "
       "hourly cost; net is what begins less what ends; n = $0 meetings, of which $1 count no hours.",
       "Timmar, kostnad och netto (M2, M3): tillfällen per år x (längd + resa) för var och en som kommer, till var "
       "funktions timkostnad; netto är det som börjar minus det som upphör; n = $0 möten, varav $1 inte räknas i "
       "timmar."},
      {"Gaps (M6, M7): meetings asked for, and pairs that hand people over, share a breakpoint or expect something of "
       "each other, and do not meet on a level; n = $0.",
       "Luckor (M6, M7): möten som efterfrågas, och par som lämnar över människor, delar en brytpunkt eller väntar sig "
       "något av varandra, och inte möts på en nivå; n = $0."},
      {"Breakpoints covered (B1): those with both a meeting and a flow; n = $0.",
       "Täckta brytpunkter (B1): de som har både ett möte och ett flöde; n = $0."},
      {"Usefulness (M8): of an agency's answers, the share of 4 or 5; n = $0 meetings.",
       "Nytta (M8): av en myndighets svar, andelen 4 eller 5; n = $0 möten."},
      {"Activity ratio (V2): work of all work and waiting, by means (PERT); n = $0 flows, $1 steps.",
       "Aktivitetsgrad (V2): arbete av allt arbete och all väntan, medelvärden (PERT); n = $0 flöden, $1 steg."},
      {"Weight of a stop (V7): the waiting there times the share of cases that it holds up; n = $0 stops.",
       "Ett stopps vikt (V7): väntan där gånger andelen fall som det håller upp; n = $0 stopp."},
      {"Plans (A1 to A5, T1): working days from decision to first trial, shares of actions, activities done of those "
       "not abandoned; n stands beside each; n = $0 plans.",
       "Planer (A1 till A5, T1): arbetsdagar från beslut till första prövning, andelar av åtgärder, klara aktiviteter "
       "av dem som inte avbrutits; n står vid var och en; n = $0 planer."},
      {"Money and participations (S1, S2): as planned and as it came to; participations are counted, not persons.",
       "Pengar och deltaganden (S1, S2): som planerat och som det blev; deltaganden räknas, inte personer."},
      {"Indicators (I1): favourable answers of all who answered; shares of fewer than five are withheld; n = $0 "
       "indicators.",
       "Indikatorer (I1): positiva svar av alla som svarat; andelar av färre än fem visas inte; n = $0 indikatorer."},
      {"Appendix: where each figure comes from", "Bilaga: var varje siffra kommer ifrån"},
      {"Each of these gives the figures of one part again, with what is known then.",
       "Var och en av dessa ger en dels siffror igen, med det som är känt då."},
      {"The plan: $0", "Planen: $0"},
      {"Meetings that began and ended, and who meets whom", "Möten som började och upphörde, och vem som möter vem"},
  };
  return texts;
}

}  // namespace samverkan::cli

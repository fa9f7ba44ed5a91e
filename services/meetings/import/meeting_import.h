// From a table of meetings, as an association keeps it in Excel, to the inventory's meetings.
//
// Columns are known by their headers, Swedish or English, in any order. What a cell does not say stays absent: nothing
// is guessed. A row that cannot be used is told with its line and reason, and the others go on without it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "samverkan/actors/v1/organisation.pb.h"
#include "samverkan/meetings/v1/meeting.pb.h"
#include "services/meetings/import/actor_index.h"
#include "services/platform/text/csv.h"

namespace samverkan {

enum class ImportColumn {
  kMeeting,
  kLevel,
  kParticipants,
  kTimesPerYear,
  kHoursPerMeeting,
  kStatus,
  kSource,
  kAssociation,
  kPurpose,
  kExpectedGain,
  kGroup,
};

enum class RefusalReason {
  kTooManyCells,
  kNoName,
  kNoLevel,
  kUnknownLevel,
  kNoStatus,
  kUnknownStatus,
  kNotANumber,
  kOutOfRange,
  // A meeting that is missing, or could go, without what would be gained.
  kNoExpectedGain,
  kUnknownOrganisation,
  // Several actors have that name.
  kAmbiguousOrganisation,
  kUnknownGroup,
  // An earlier row, whose line is the detail, has the same association and name.
  kDuplicate,
  // A cell holds a personal number or an e-mail address, which is not told here.
  kPersonalData,
};

// Why a row cannot be used; a row may have several reasons.
struct Refusal {
  int line = 0;
  RefusalReason reason;
  // The column's header, as the file writes it; empty where it is no column's fault.
  std::string column;
  // The text that cannot be used, where there is one.
  std::string detail;
};

// Headers of a file's own, as `Column in the file = meeting`, a line each; `#` begins a comment. The right side is a
// header that is known anyway. INVALID_ARGUMENT naming the line.
absl::StatusOr<std::map<std::string, ImportColumn>> ParseColumnMapping(absl::string_view text);

struct ImportSettings {
  // The id of the agency that imports: the meetings, and what is made, are in its slice.
  std::string agency;
  // Headers of the file's own.
  std::map<std::string, ImportColumn> columns;
  // The agency's meetings that no import has made (WasImported): a row never overwrites one of these, and gets an id
  // with a hash where it would.
  std::set<std::string> taken;
  // Make the organisations that nobody knows, in the agency's slice.
  bool create_missing = false;
};

struct ImportedMeeting {
  int line = 0;
  meetings::v1::Meeting meeting;
};

struct UnknownOrganisation {
  std::string display_name;
  // How many of the file's meetings name it.
  int meetings = 0;
};

struct ImportPlan {
  // What can be written, in the file's order. The same row gives the same id (Slug of association and name).
  std::vector<ImportedMeeting> meetings;
  // By line.
  std::vector<Refusal> refusals;
  // Who is in no registry, in order of name. Their rows are refused, or with create_missing they are in
  // `organisations`.
  std::vector<UnknownOrganisation> unknown;
  std::vector<actors::v1::Organisation> organisations;
  // Headers that were not understood, and whose cells are not used.
  std::vector<std::string> unused_columns;
};

// INVALID_ARGUMENT if the file lacks a column that every meeting needs: name, level, status.
absl::StatusOr<ImportPlan> PlanMeetingImport(const CsvFile& file, const ImportSettings& settings, ActorIndex registry);

// Whether an import has made this meeting: its external_uid is its id.
bool WasImported(const meetings::v1::Meeting& meeting);

// What kind of party a name clearly says it is; OTHER where it does not, or says two.
actors::v1::OrganisationKind KindOfName(absl::string_view name);

}  // namespace samverkan

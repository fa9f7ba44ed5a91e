// What may be wrong with an event log, in words that are known beforehand: whoever shows them can translate them. None
// of them holds anything of the file.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace samverkan {

inline constexpr absl::string_view kUnreadableFault = "the file cannot be read";
inline constexpr absl::string_view kGzipTruncatedFault = "the gzip file ends too early: it is not all there";
inline constexpr absl::string_view kGzipDamagedFault = "the gzip file is damaged";
inline constexpr absl::string_view kNoLogFault = "this is no event log: XES begins with <log>";
inline constexpr absl::string_view kTruncatedFault = "the file ends too early: it is not all there";
inline constexpr absl::string_view kMalformedFault = "this is no well-formed XML";
inline constexpr absl::string_view kCharacterFault =
    "a character is not allowed here, or the file is not in the encoding that it declares";
inline constexpr absl::string_view kEncodingFault =
    "the encoding that the file declares is not known, or is not its own; save it as UTF-8";
inline constexpr absl::string_view kDoctypeFault = "a document type or entities are not allowed in an event log";
inline constexpr absl::string_view kDepthFault = "elements are nested more than 64 deep";
inline constexpr absl::string_view kTagFault = "more than 1 MiB without the end of a tag";
inline constexpr absl::string_view kLooseEventFault = "an event belongs to no trace";
inline constexpr absl::string_view kNoActivityFault = "the event that ends here has no concept:name";
inline constexpr absl::string_view kNoTimeFault = "the event that ends here has no time:timestamp";
inline constexpr absl::string_view kTimeFault =
    "time:timestamp is no time with a zone, such as 2016-01-31T08:15:00.000+01:00";
inline constexpr absl::string_view kLongActivityFault = "concept:name of an event is longer than 200 characters";
inline constexpr absl::string_view kPersonalDataFault =
    "concept:name of an event holds a personal number or an e-mail address";
inline constexpr absl::string_view kManyActivitiesFault =
    "more than 10,000 different activities: concept:name is something else here";
inline constexpr absl::string_view kManyEventsFault = "a trace has more than 100,000 events";
inline constexpr absl::string_view kEmptyFault = "the log has no events";
inline constexpr absl::string_view kMappingHeaderFault = "the columns must be group;actor";
inline constexpr absl::string_view kMappingGroupFault = "the group is empty, or stands on an earlier line too";
inline constexpr absl::string_view kMappingActorFault =
    "the actor must be the name of an agency, unit, function or organisation, such as "
    "agencies/af/functions/handlaggare";

inline constexpr absl::string_view kEventLogFaults[] = {
    kUnreadableFault,    kGzipTruncatedFault, kGzipDamagedFault,    kNoLogFault,      kTruncatedFault,
    kMalformedFault,     kCharacterFault,     kEncodingFault,       kDoctypeFault,    kDepthFault,
    kTagFault,           kLooseEventFault,    kNoActivityFault,     kNoTimeFault,     kTimeFault,
    kLongActivityFault,  kPersonalDataFault,  kManyActivitiesFault, kManyEventsFault, kEmptyFault,
    kMappingHeaderFault, kMappingGroupFault,  kMappingActorFault};

// INVALID_ARGUMENT, `line 12: the fault`; `detail` follows in parentheses.
inline absl::Status FaultAt(int64_t line, absl::string_view fault, absl::string_view detail = "") {
  std::string more = detail.empty() ? "" : absl::StrCat(" (", detail, ")");
  return absl::InvalidArgumentError(absl::StrCat("line ", line, ": ", fault, more));
}

}  // namespace samverkan

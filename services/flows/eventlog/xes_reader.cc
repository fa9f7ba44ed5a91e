#include "services/flows/eventlog/xes_reader.h"

#include <expat.h>

#include <algorithm>
#include <optional>

#include "absl/hash/hash.h"
#include "absl/strings/match.h"
#include "services/flows/eventlog/faults.h"
#include "services/flows/eventlog/xes_time.h"
#include "services/platform/privacy/guard.h"

namespace samverkan {
namespace {

constexpr int kNoRank = 3;
constexpr absl::string_view kOtherTransitions[] = {"schedule", "assign",     "reassign", "suspend",   "resume",
                                                   "autoskip", "manualskip", "withdraw", "ate_abort", "pi_abort"};

// Depths of the elements.
constexpr int kLog = 1;
constexpr int kTrace = 2;
constexpr int kEvent = 3;
constexpr int kAttribute = 4;

Transition TransitionOf(absl::string_view word) {
  if (absl::EqualsIgnoreCase(word, "start")) return Transition::kStart;
  bool other = std::any_of(std::begin(kOtherTransitions), std::end(kOtherTransitions),
                           [&](absl::string_view known) { return absl::EqualsIgnoreCase(word, known); });
  return other ? Transition::kOther : Transition::kComplete;
}

size_t Characters(absl::string_view utf8) {
  return std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xC0) != 0x80; });
}

// `event` for `xes:event` too.
absl::string_view LocalName(absl::string_view name) { return name.substr(name.rfind(':') + 1); }

}  // namespace

// Expat's parser, whose calls it passes on.
class XesReader::Parser {
 public:
  explicit Parser(XesReader* reader) : parser_(XML_ParserCreate(nullptr)) {
    XML_SetUserData(parser_, reader);
    XML_SetElementHandler(
        parser_,
        [](void* self, const char* name, const char** attributes) {
          static_cast<XesReader*>(self)->StartElement(name, attributes);
        },
        [](void* self, const char*) { static_cast<XesReader*>(self)->EndElement(); });
    XML_SetStartDoctypeDeclHandler(parser_, [](void* self, const char*, const char*, const char*, int) {
      static_cast<XesReader*>(self)->Fail(kDoctypeFault);
    });
  }
  ~Parser() { XML_ParserFree(parser_); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  bool Parse(absl::string_view bytes) {
    return XML_Parse(parser_, bytes.data(), static_cast<int>(bytes.size()), bytes.empty()) == XML_STATUS_OK;
  }
  void Stop() { XML_StopParser(parser_, XML_FALSE); }
  int64_t line() const { return static_cast<int64_t>(XML_GetCurrentLineNumber(parser_)); }

  // What is wrong after Parse; `begun` says that there was an element.
  absl::Status Error(bool begun) const {
    XML_Error code = XML_GetErrorCode(parser_);
    switch (code) {
      case XML_ERROR_NO_ELEMENTS:
      case XML_ERROR_UNCLOSED_TOKEN:
      case XML_ERROR_UNCLOSED_CDATA_SECTION:
        return FaultAt(line(), begun ? kTruncatedFault : kNoLogFault);
      case XML_ERROR_INVALID_TOKEN:
      case XML_ERROR_PARTIAL_CHAR:
      case XML_ERROR_BAD_CHAR_REF:
        return FaultAt(line(), begun ? kCharacterFault : kNoLogFault);
      case XML_ERROR_UNKNOWN_ENCODING:
      case XML_ERROR_INCORRECT_ENCODING:
        return FaultAt(line(), kEncodingFault);
      default:
        return FaultAt(line(), kMalformedFault, XML_ErrorString(code));
    }
  }

 private:
  XML_Parser parser_;
};

XesReader::XesReader(const ActorMapping& mapping, Sink sink)
    : mapping_(mapping), sink_(std::move(sink)), parser_(std::make_unique<Parser>(this)) {}

XesReader::~XesReader() = default;

absl::Status XesReader::Read(LogBytes& bytes, const Progress& progress) {
  while (true) {
    absl::StatusOr<absl::string_view> next = bytes.Next();
    if (!next.ok()) return FaultAt(parser_->line(), next.status().message());
    fed_ += static_cast<int64_t>(next->size());
    bool parsed = parser_->Parse(*next);
    if (!failure_.ok()) return failure_;
    if (!parsed) return parser_->Error(/*begun=*/tag_at_ > 0);
    if (next->empty()) return absl::OkStatus();
    if (fed_ - tag_at_ > kMaxTagBytes) return FaultAt(parser_->line(), kTagFault);
    if (progress) progress(events_, bytes.consumed());
  }
}

void XesReader::Fail(absl::string_view fault) {
  if (failure_.ok()) failure_ = FaultAt(parser_->line(), fault);
  parser_->Stop();
}

void XesReader::StartElement(absl::string_view name, const char** attributes) {
  // Expat tells of a tag's end after Stop as well.
  if (!failure_.ok()) return;
  tag_at_ = fed_;
  ++depth_;
  if (depth_ > kMaxDepth) return Fail(kDepthFault);
  if (depth_ == kAttribute && in_event_) return Attribute(attributes);
  if (depth_ == kEvent && in_trace_ && LocalName(name) == "event") return BeginEvent();
  if (depth_ == kTrace) {
    in_trace_ = LocalName(name) == "trace";
    if (LocalName(name) == "event") Fail(kLooseEventFault);
  }
  if (depth_ == kLog && LocalName(name) != "log") Fail(kNoLogFault);
}

void XesReader::EndElement() {
  if (!failure_.ok()) return;
  tag_at_ = fed_;
  if (depth_ == kEvent && in_event_) EndEvent();
  if (depth_ == kTrace && in_trace_) {
    sink_(trace_);
    trace_.clear();
    in_trace_ = false;
  }
  --depth_;
}

void XesReader::BeginEvent() {
  in_event_ = true;
  event_ = LogEvent();
  has_time_ = false;
  actor_rank_ = unmapped_rank_ = kNoRank;
}

void XesReader::Attribute(const char** attributes) {
  absl::string_view key;
  absl::string_view value;
  for (; *attributes != nullptr; attributes += 2) {
    absl::string_view name = attributes[0];
    if (name == "key") key = attributes[1];
    if (name == "value") value = attributes[1];
  }
  SetValue(key, value);
}

void XesReader::SetValue(absl::string_view key, absl::string_view value) {
  if (key == "concept:name") return SetActivity(value);
  if (key == "time:timestamp") return SetTime(value);
  if (key == "lifecycle:transition") event_.transition = TransitionOf(value);
  if (key == "org:group") SetActor(0, value);
  if (key == "org:role") SetActor(1, value);
  if (key == "org:resource") SetActor(2, value);
}

void XesReader::SetActivity(absl::string_view name) {
  auto known = activity_numbers_.find(name);
  if (known != activity_numbers_.end()) {
    event_.activity = known->second;
    return;
  }
  if (name.empty()) return;
  if (Characters(name) > kMaxActivityLength) return Fail(kLongActivityFault);
  if (!PersonalDataProblem(name).empty()) return Fail(kPersonalDataFault);
  if (activities_.size() == kMaxActivities) return Fail(kManyActivitiesFault);
  event_.activity = static_cast<int>(activities_.size());
  activities_.emplace_back(name);
  activity_numbers_.emplace(name, event_.activity);
}

void XesReader::SetTime(absl::string_view value) {
  std::optional<absl::Time> time = ParseXesTime(value);
  if (!time.has_value()) return Fail(kTimeFault);
  event_.time = *time;
  has_time_ = true;
}

void XesReader::SetActor(int rank, absl::string_view value) {
  if (mapping_.empty()) return;
  int actor = mapping_.Find(value);
  if (actor >= 0 && rank < actor_rank_) {
    actor_rank_ = rank;
    event_.actor = actor;
  }
  if (actor < 0 && rank < unmapped_rank_) {
    unmapped_rank_ = rank;
    unmapped_hash_ = absl::HashOf(value);
  }
}

void XesReader::EndEvent() {
  in_event_ = false;
  if (event_.activity < 0) return Fail(kNoActivityFault);
  if (!has_time_) return Fail(kNoTimeFault);
  if (trace_.size() == kMaxEventsOfATrace) return Fail(kManyEventsFault);
  ++events_;
  if (event_.actor < 0 && unmapped_rank_ != kNoRank) {
    ++unmapped_events_;
    if (unmapped_.size() < kMaxUnmappedValues) unmapped_.insert(unmapped_hash_);
  }
  trace_.push_back(event_);
}

}  // namespace samverkan

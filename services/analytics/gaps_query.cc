#include "services/analytics/gaps_query.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "services/analytics/actor_names.h"
#include "services/analytics/answer_parts.h"
#include "services/analytics/joined_pairs.h"
#include "services/analytics/map_query.h"
#include "services/analytics/map_sums.h"
#include "services/analytics/page.h"
#include "services/analytics/pair_reasons.h"
#include "services/analytics/parallel.h"

namespace samverkan {
namespace {

using analytics::v1::Gap;
using analytics::v1::ListGapsRequest;
using analytics::v1::ListGapsResponse;
using meetings::v1::Assessment;
using meetings::v1::Meeting;
using Id = Names::Id;

// Bits by type.v1.Level.
using Levels = uint8_t;
constexpr Levels Bit(int level) { return static_cast<Levels>(1u << level); }
constexpr Levels kBoth = Bit(type::v1::LEVEL_STRATEGIC) | Bit(type::v1::LEVEL_OPERATIONAL);

// On which levels meetings join each pair that is asked about.
struct LevelsMet {
  std::vector<Levels> by_pair;
  std::vector<uint32_t> present;

  void Add(const LevelsMet& other) {
    for (size_t pair = 0; pair < by_pair.size(); ++pair) by_pair[pair] |= other.by_pair[pair];
  }
};

// A gap before it is told: what it is sorted by, and where the rest of it is.
struct Found {
  Gap::Kind kind = Gap::KIND_UNSPECIFIED;
  int reasons = 0;
  // The two; of a stated one, the meeting.
  std::string_view from;
  std::string_view to;
  std::string_view group;
  Levels missing = 0;
  // The pair's number (UNMET), or the meeting's row (STATED).
  uint32_t at = 0;

  auto Order() const { return std::make_tuple(kind != Gap::KIND_STATED, -reasons, from, to, group); }
};

// A request at work.
class GapQuery {
 public:
  GapQuery(const Fold::Reader& fold, const ListGapsRequest& request, int32_t day, bool include_private)
      : fold_(fold),
        request_(request),
        resolution_(OrAgency(request.resolution())),
        parties_(fold, include_private),
        agencies_(request, parties_),
        groups_(request, fold, parties_),
        reasons_(fold, parties_, groups_),
        nodes_(fold, parties_, resolution_, reasons_.actors()),
        pairs_(fold.meetings(), groups_.tree()),
        wanted_(fold, parties_, SelectWanted(request, day)),
        held_(fold, parties_, MeetingSelection{.day = day}) {}

  absl::Status Find() {
    if (Asks(Gap::KIND_STATED)) FindStated();
    if (!Asks(Gap::KIND_UNMET) && !Asks(Gap::KIND_LEVEL)) return absl::OkStatus();
    FindUnmet();
    return Asks(Gap::KIND_LEVEL) ? FindLevelGaps() : absl::OkStatus();
  }

  ListGapsResponse Answer(std::vector<FieldProblem>& problems) {
    Page page = PageOf(request_, found_.size(), problems);
    auto end = found_.begin() + static_cast<ptrdiff_t>(page.end);
    std::partial_sort(found_.begin(), end, found_.end(),
                      [](const Found& a, const Found& b) { return a.Order() < b.Order(); });
    ListGapsResponse response;
    for (size_t i = page.begin; i < page.end; ++i) Fill(found_[i], *response.add_gaps());
    SetPage(page, found_.size(), response);
    return response;
  }

 private:
  static MeetingSelection SelectWanted(const ListGapsRequest& request, int32_t day) {
    return {.day = day,
            .level = static_cast<int8_t>(request.level()),
            .group = request.group(),
            .states = MeetingSelection::Bit(Meeting::STATE_MISSING)};
  }

  bool Asks(Gap::Kind kind) const {
    return request_.kinds().empty() ||
           std::find(request_.kinds().begin(), request_.kinds().end(), kind) != request_.kinds().end();
  }

  bool AsksLevel(Levels missing) const { return request_.level() == 0 || (missing & Bit(request_.level())) != 0; }

  void FindStated() {
    FindWanting();
    wanted_.ForEach([&](const CountedMeeting& meeting) {
      const MeetingChunk& chunk = fold_.meetings().ChunkOf(meeting.row);
      std::string_view name = fold_.names().View(chunk.name[meeting.row % MeetingChunk::kRows]);
      std::string_view from = AskerOf(meeting);
      bool passes = agencies_.any() || agencies_.Passes(from) ||
                    std::any_of(meeting.participants.begin(), meeting.participants.end(), [&](ReferenceNumber number) {
                      return agencies_.Passes(fold_.names().View(fold_.meetings().ReferenceName(number)));
                    });
      if (!passes) return;
      auto wanting = wanting_.find(meeting.row);
      int reasons = wanting == wanting_.end() ? 0 : static_cast<int>(wanting->second.size());
      found_.push_back({.kind = Gap::KIND_STATED, .reasons = reasons, .from = name, .at = meeting.row});
    });
  }

  // Who convenes it or, if nobody is known to, has inventoried it.
  std::string_view AskerOf(const CountedMeeting& meeting) const {
    const MeetingChunk& chunk = fold_.meetings().ChunkOf(meeting.row);
    size_t i = meeting.row % MeetingChunk::kRows;
    if (chunk.convener[i] != Names::kNone) return parties_.Draw(chunk.convener[i], resolution_);
    return AgencyPart(fold_.names().View(chunk.name[i]));
  }

  void FindWanting() {
    for (const auto& [name, row] : fold_.assessments()) {
      if (row.verdict != Assessment::VERDICT_CREATE || !parties_.Visible(row.shared)) continue;
      auto counted = wanted_.FindNamed(row.meeting);
      if (counted) wanting_[counted->row].insert(AgencyPart(fold_.names().View(name)));
    }
  }

  void FindUnmet() {
    reasons_.JoinTo(
        pairs_, [&](size_t actor) { return nodes_.by_reference()[fold_.meetings().references() + actor]; },
        [&](uint32_t a, uint32_t b) { return agencies_.Passes(nodes_.name(a)) || agencies_.Passes(nodes_.name(b)); });
    LevelsMet met = SumInParallel(
        held_.parts(),
        [&] {
          return LevelsMet{std::vector<Levels>(pairs_.size()), {}};
        },
        [&](LevelsMet& sum, size_t begin, size_t end) {
          held_.ForEach(begin, end, [&](const CountedMeeting& meeting) {
            pairs_.ForEachJoined(meeting, nodes_.by_reference(), sum.present,
                                 [&](uint32_t pair) { sum.by_pair[pair] |= Bit(meeting.level); });
          });
        });
    for (uint32_t number = 0; number < pairs_.size(); ++number) AddUnmet(number, kBoth & ~met.by_pair[number]);
  }

  void AddUnmet(uint32_t number, Levels missing) {
    const JoinedPairs::Pair& pair = pairs_[number];
    uint64_t two = uint64_t{pair.a} << 32 | pair.b;
    unmet_levels_[two] |= missing;
    if (missing == 0 || !AsksLevel(missing) || !Asks(Gap::KIND_UNMET)) return;
    found_.push_back({.kind = Gap::KIND_UNMET,
                      .reasons = reasons_.Of(number).count(),
                      .from = nodes_.name(pair.a),
                      .to = nodes_.name(pair.b),
                      .group = fold_.names().View(pair.group),
                      .missing = missing,
                      .at = number});
  }

  // By the meetings that count for the group, where one is asked for.
  absl::Status FindLevelGaps() {
    GroupScope scope =
        groups_.any() ? GroupScope() : GroupScope(fold_.meetings(), groups_.tree().Chain(groups_.group()));
    MapSums sums = SumInParallel(
        held_.parts(), [&] { return MapSums(nodes_.size()); },
        [&](MapSums& sum, size_t begin, size_t end) {
          held_.ForEach(begin, end, [&](const CountedMeeting& meeting) {
            if (scope.Counts(fold_.meetings().Groups(meeting.row))) sum.Add(meeting, nodes_.by_reference());
          });
        });
    if (sums.too_many()) return TooManyTies();
    for (const MapSums::Tie& tie : sums.Ties()) AddLevelGap(tie);
    return absl::OkStatus();
  }

  // What is told as unmet for some group is not told again.
  void AddLevelGap(const MapSums::Tie& tie) {
    bool strategic = tie.sum.meetings.strategic > 0;
    bool operational = tie.sum.meetings.operational > 0;
    if (strategic == operational) return;
    Levels missing = Bit(strategic ? type::v1::LEVEL_OPERATIONAL : type::v1::LEVEL_STRATEGIC);
    auto told = unmet_levels_.find(uint64_t{tie.a} << 32 | tie.b);
    if (!AsksLevel(missing) || (told != unmet_levels_.end() && (told->second & missing) != 0)) return;
    if (!agencies_.Passes(nodes_.name(tie.a)) && !agencies_.Passes(nodes_.name(tie.b))) return;
    found_.push_back({.kind = Gap::KIND_LEVEL,
                      .from = nodes_.name(tie.a),
                      .to = nodes_.name(tie.b),
                      .group = request_.group(),
                      .missing = missing});
  }

  void Fill(const Found& found, Gap& gap) const {
    gap.set_kind(found.kind);
    for (int level : {type::v1::LEVEL_STRATEGIC, type::v1::LEVEL_OPERATIONAL}) {
      if (found.missing & Bit(level)) gap.add_missing_levels(static_cast<type::v1::Level>(level));
    }
    if (found.kind == Gap::KIND_STATED) return FillStated(found.at, gap);
    FillParty(parties_, found.from, *gap.mutable_from());
    FillParty(parties_, found.to, *gap.mutable_to());
    FillGroup(found.group, gap);
    if (found.kind == Gap::KIND_UNMET) reasons_.Of(found.at).Fill(fold_.names(), gap);
  }

  void FillGroup(std::string_view group, Gap& gap) const {
    gap.mutable_group()->assign(group);
    gap.set_group_display_name(GroupName(fold_, parties_, group));
  }

  void FillStated(uint32_t row, Gap& gap) const {
    CountedMeeting meeting = *wanted_.Find(row);
    const MeetingChunk& chunk = fold_.meetings().ChunkOf(row);
    FillParty(parties_, AskerOf(meeting), *gap.mutable_from());
    FillSummary(fold_, meeting, *gap.mutable_meeting());
    if (meeting.level != 0) gap.add_missing_levels(static_cast<type::v1::Level>(meeting.level));
    gap.set_expected_gain(fold_.names()[chunk.expected_gain[row % MeetingChunk::kRows]]);
    FillGroup(fold_.names().View(FirstGroup(row)), gap);
    std::set<uint32_t> participants;
    for (ReferenceNumber number : meeting.participants) participants.insert(nodes_.by_reference()[number]);
    for (uint32_t node : participants) FillParty(parties_, nodes_.name(node), *gap.add_participants());
    auto wanting = wanting_.find(row);
    if (wanting == wanting_.end()) return;
    for (std::string_view agency : wanting->second) gap.add_wanted_by()->assign(agency);
  }

  // By name, of those that are asked for.
  Id FirstGroup(uint32_t row) const {
    Id first = Names::kNone;
    for (ReferenceNumber number : fold_.meetings().Groups(row)) {
      Id group = fold_.meetings().ReferenceName(number);
      if (!groups_.Passes(group)) continue;
      if (first == Names::kNone || fold_.names().View(group) < fold_.names().View(first)) first = group;
    }
    return first;
  }

  const Fold::Reader& fold_;
  const ListGapsRequest& request_;
  const analytics::v1::Resolution resolution_;
  const Parties parties_;
  const AgencyFilter agencies_;
  const GroupFilter groups_;
  PairReasons reasons_;
  const MapNodes nodes_;
  JoinedPairs pairs_;
  const MeetingScan wanted_;
  const MeetingScan held_;
  // By a wanted meeting's row: the agencies that would have it.
  absl::flat_hash_map<uint32_t, std::set<std::string_view>> wanting_;
  // By pair: the levels on which it is unmet for some group.
  absl::flat_hash_map<uint64_t, Levels> unmet_levels_;
  std::vector<Found> found_;
};

}  // namespace

absl::StatusOr<ListGapsResponse> FindGaps(const Fold::Reader& fold, const ListGapsRequest& request, int32_t day,
                                          bool include_private, std::vector<FieldProblem>& problems) {
  GapQuery query(fold, request, day, include_private);
  if (absl::Status found = query.Find(); !found.ok()) return found;
  return query.Answer(problems);
}

}  // namespace samverkan

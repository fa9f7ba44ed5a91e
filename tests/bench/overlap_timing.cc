// How long it takes to find the overlaps of many meetings, and in what memory:
// samverkan-overlap-timing [--meetings=N] [--agencies=N] [--partitions=N] [--threads=N] [--threshold=0.7]
#include <sys/resource.h>

#include <chrono>
#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <vector>

#include "services/analytics/similarity/overlaps.h"

namespace {

constexpr uint32_t kFunctions = 100;

struct Arguments {
  std::vector<uint32_t> meetings = {10'000, 100'000, 1'000'000};
  // One agency of a hundred functions is the hard case: every meeting has much in common with very many.
  uint32_t agencies = 300;
  uint32_t partitions = 1;
  samverkan::OverlapOptions options;
};

// Of ten meetings six are new, with six participants on average, each a function of an even choice of agency by Zipf's
// law (s = 1); four are taken from an earlier one: as it is, with one participant exchanged, or with some left out.
class Meetings {
 public:
  Meetings(uint32_t agencies, uint32_t partitions)
      : agencies_(agencies), coordinator_(agencies * kFunctions), partitions_(partitions) {
    for (uint32_t rank = 1; rank <= kFunctions; ++rank) weights_.push_back(1.0 / rank);
    function_ = std::discrete_distribution<uint32_t>(weights_.begin(), weights_.end());
  }

  samverkan::TokenSets Draw(uint32_t count) {
    samverkan::TokenSets sets;
    sets.Reserve(count, size_t{count} * 7);
    for (uint32_t i = 0; i < count; ++i) Add(sets);
    return sets;
  }

 private:
  uint32_t UpTo(uint32_t limit) { return std::uniform_int_distribution<uint32_t>(0, limit - 1)(random_); }
  uint32_t Participant() { return UpTo(agencies_) * kFunctions + function_(random_); }

  void Add(samverkan::TokenSets& sets) {
    if (sets.size() > 0 && UpTo(10) < 4) return AddLike(sets, UpTo(sets.size()));
    std::vector<uint32_t> participants;
    for (uint32_t left = 3 + UpTo(7); left > 0; --left) participants.push_back(Participant());
    if (UpTo(10) < 3) participants[0] = coordinator_;
    sets.Add(UpTo(partitions_), UpTo(agencies_), participants);
  }

  void AddLike(samverkan::TokenSets& sets, uint32_t earlier) {
    std::vector<uint32_t> participants(sets.tokens(earlier).begin(), sets.tokens(earlier).end());
    const uint32_t change = UpTo(3);
    if (change == 1) participants[UpTo(static_cast<uint32_t>(participants.size()))] = Participant();
    if (change == 2) participants.resize(1 + UpTo(static_cast<uint32_t>(participants.size())));
    sets.Add(sets.partition(earlier), UpTo(agencies_), participants);
  }

  std::mt19937 random_{20261127};
  const uint32_t agencies_;
  // The coordinator's function, which takes part in three meetings of ten.
  const uint32_t coordinator_;
  const uint32_t partitions_;
  std::vector<double> weights_;
  std::discrete_distribution<uint32_t> function_;
};

double PeakMebibytes() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void Tell(const Arguments& arguments, uint32_t count) {
  const samverkan::TokenSets sets = Meetings(arguments.agencies, arguments.partitions).Draw(count);
  const double before = PeakMebibytes();
  const auto begin = std::chrono::steady_clock::now();
  const samverkan::Overlaps found = samverkan::FindOverlaps(sets, arguments.options);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  std::printf("%9u %9u %12" PRIu64 " %12" PRIu64 " %12" PRIu64 " %8u %8.2f %8.0f %8.0f\n", count, found.distinct.size(),
              found.identical_pairs, found.similar.pairs, found.subsets.pairs,
              found.similar.skipped + found.subsets.skipped, taken.count(), before, PeakMebibytes());
}

// The value of `--name=value`, or nullptr.
const char* ValueOf(const char* argument, const char* name) {
  const size_t length = std::strlen(name);
  return std::strncmp(argument, name, length) == 0 && argument[length] == '=' ? argument + length + 1 : nullptr;
}

bool Read(const char* argument, Arguments& to) {
  if (const char* value = ValueOf(argument, "--meetings")) {
    to.meetings = {static_cast<uint32_t>(std::atoi(value))};
  } else if (const char* value = ValueOf(argument, "--agencies")) {
    to.agencies = static_cast<uint32_t>(std::atoi(value));
  } else if (const char* value = ValueOf(argument, "--partitions")) {
    to.partitions = static_cast<uint32_t>(std::atoi(value));
  } else if (const char* value = ValueOf(argument, "--threads")) {
    to.options.threads = std::atoi(value);
  } else if (const char* value = ValueOf(argument, "--threshold")) {
    to.options.threshold = std::atof(value);
  } else {
    return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    if (!Read(argv[i], arguments)) return std::fprintf(stderr, "what is %s?\n", argv[i]), 2;
  }
  std::printf("%9s %9s %12s %12s %12s %8s %8s %8s %8s\n", "meetings", "distinct", "identical", "similar", "subsets",
              "skipped", "seconds", "MiB in", "MiB peak");
  for (const uint32_t count : arguments.meetings) Tell(arguments, count);
}

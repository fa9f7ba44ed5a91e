// What the guard costs a text: samverkan-privacy-timing. Each figure is the least of several rounds.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>

#include "services/platform/privacy/guard.h"

namespace {

constexpr int kRounds = 20;
// Divided by the text's size.
constexpr int kBytes = 4'000'000;

double NanosecondsOf(const std::string& text) {
  const int calls = kBytes / static_cast<int>(text.size());
  double least = 1e9;
  for (int round = 0; round < kRounds; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    size_t refused = 0;
    for (int i = 0; i < calls; ++i) refused += samverkan::PersonalDataProblem(text).size();
    const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - begin;
    if (refused > 0) std::printf("unexpected: a text is refused\n");
    least = std::min(least, taken.count() / calls);
  }
  return least;
}

void Tell(const char* what, const std::string& text) {
  std::printf("%-50s %4zu bytes  %8.1f ns\n", what, text.size(), NanosecondsOf(text));
}

std::string Repeated(const std::string& text, size_t size) {
  std::string all;
  while (all.size() < size) all += text;
  return all.substr(0, size);
}

}  // namespace

int main() {
  Tell("a title without digits", Repeated("Samverkansmöte om unga vuxna i Lomma och ", 40));
  Tell("a title with a date", Repeated("Styrgruppens möte 2026-11-21 i Kävlinge.", 40));
  Tell("a day", "2026-11-21");
  Tell("a name", "agencies/lomma/meetings/ungdomsrad");
  Tell("a name with a UUID", "agencies/lomma/meetings/550e8400-e29b-41d4-a716-446655440000");
  Tell("a sentence with a phone number", "Ring 010-123 45 67 före mötet, helst 9-10");
  Tell("a text without digits", Repeated("Unga vuxna möts av flera myndigheter samtidigt. ", 2'000));
  Tell("nothing but digits and gaps", Repeated("12 34 ", 2'000));
}

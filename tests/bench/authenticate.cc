// What it costs to tell a caller from its token: `build/release/bin/samverkan-bench-authenticate`.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/platform/identity/authenticator.h"
#include "services/platform/identity/signing_key.h"

namespace samverkan {
namespace {

// A set of issuers with one key, in a folder of its own.
std::string WriteIssuers(const SigningKey& key) {
  std::string folder = "/tmp/samverkan-bench-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) std::abort();
  std::ofstream(folder + "/keys.json") << key.PublicJson();
  std::ofstream(folder + "/issuers.json")
      << R"({"issuers": [{"issuer": "idp", "agencies": ["af"], "jwksFile": "keys.json"}]})";
  return folder;
}

std::vector<std::string> Tokens(const SigningKey& key, int count) {
  std::vector<std::string> headers;
  for (int i = 0; i < count; ++i) {
    headers.push_back("Bearer " + SignToken(key, {.principal = {.agency = "af",
                                                                .subject = absl::StrCat("caller-", i),
                                                                .roles = {Role::kReader},
                                                                .issuer = "idp"},
                                                  .issue_time = absl::Now(),
                                                  .expire_time = absl::Now() + absl::Hours(8)}));
  }
  return headers;
}

// Nanoseconds for each call, of `threads` that show the tokens in turn until there were `calls` each.
double Measure(Authenticator& authenticator, const std::vector<std::string>& headers, int threads, size_t calls) {
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::jthread> running;
  for (int t = 0; t < threads; ++t) {
    running.emplace_back([&] {
      for (size_t i = 0; i < calls; ++i) {
        if (!authenticator.Authenticate(headers[i % headers.size()]).ok()) std::abort();
      }
    });
  }
  running.clear();
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count() /
         static_cast<double>(calls);
}

void Run() {
  const SigningKey key = SigningKey::Make();
  const std::string folder = WriteIssuers(key);
  Issuers issuers({.path = folder + "/issuers.json"});
  Authenticator authenticator(issuers, {});
  const std::vector<std::string> headers = Tokens(key, 1'000);
  std::printf("token: %zu bytes\n", headers[0].size() - 7);
  std::printf("verified anew, 1 thread:         %8.0f ns\n", Measure(authenticator, headers, 1, headers.size()));
  std::printf("known, 1 thread, 1000 tokens:    %8.0f ns\n", Measure(authenticator, headers, 1, 1'000'000));
  std::printf("known, 1 thread, 1 token:        %8.0f ns\n", Measure(authenticator, {headers[0]}, 1, 1'000'000));
  std::printf("known, 2 threads, 1 token:       %8.0f ns\n", Measure(authenticator, {headers[0]}, 2, 1'000'000));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace samverkan

int main() { samverkan::Run(); }

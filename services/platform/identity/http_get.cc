#include "services/platform/identity/http_get.h"

#include <curl/curl.h>

#include <memory>
#include <mutex>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/platform/identity/issuer_table.h"

namespace samverkan {
namespace {

constexpr long kSeconds = 10;

using Request = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

struct Answer {
  size_t most_bytes;
  std::stop_token stop;
  std::string body;
};

// What curl calls with the body, piece by piece; any number but the piece's size ends the request.
size_t TakeBody(char* data, size_t, size_t size, void* answer) {
  auto& taken = *static_cast<Answer*>(answer);
  if (size > taken.most_bytes - taken.body.size()) return 0;
  taken.body.append(data, size);
  return size;
}

// What curl calls every second or so; other than 0 ends the request.
int MayGoOn(void* answer, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Answer*>(answer)->stop.stop_requested() ? 1 : 0;
}

void Configure(CURL* request, const std::string& url, Answer& answer) {
  curl_easy_setopt(request, CURLOPT_URL, url.c_str());
  curl_easy_setopt(request, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(request, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(request, CURLOPT_TIMEOUT, kSeconds);
  // No signals: there are threads.
  curl_easy_setopt(request, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(request, CURLOPT_WRITEFUNCTION, TakeBody);
  curl_easy_setopt(request, CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(request, CURLOPT_XFERINFOFUNCTION, MayGoOn);
  curl_easy_setopt(request, CURLOPT_XFERINFODATA, &answer);
  curl_easy_setopt(request, CURLOPT_NOPROGRESS, 0L);
  // In the clear it is on this machine, and must not leave it.
  if (absl::StartsWithIgnoreCase(url, "http:")) curl_easy_setopt(request, CURLOPT_PROXY, "");
}

}  // namespace

absl::StatusOr<std::string> HttpGet(const std::string& url, size_t most_bytes, std::stop_token stop) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  if (!IsTrustworthyUrl(url)) return absl::UnavailableError("is not https");
  Answer answer{most_bytes, std::move(stop), ""};
  Request request(curl_easy_init(), curl_easy_cleanup);
  Configure(request.get(), url, answer);
  if (CURLcode code = curl_easy_perform(request.get()); code != CURLE_OK) {
    return absl::UnavailableError(code == CURLE_WRITE_ERROR ? "is too large" : curl_easy_strerror(code));
  }
  long status = 0;
  curl_easy_getinfo(request.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status != 200) return absl::UnavailableError(absl::StrCat("answers ", status));
  return std::move(answer.body);
}

}  // namespace samverkan

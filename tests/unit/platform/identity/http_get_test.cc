#include "services/platform/identity/http_get.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "absl/strings/str_cat.h"

namespace samverkan {
namespace {

using testing::HasSubstr;

// Answers one request on this machine with what it was given.
class OneAnswer {
 public:
  explicit OneAnswer(std::string answer) : listener_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    socklen_t size = sizeof(address);
    bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    listen(listener_, 1);
    url_ = absl::StrCat("http://127.0.0.1:", ntohs(address.sin_port), "/keys");
    thread_ = std::jthread([this, answer = std::move(answer)] { Serve(answer); });
  }
  ~OneAnswer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }
  const std::string& url() const { return url_; }

 private:
  void Serve(const std::string& answer) const {
    int caller = accept(listener_, nullptr, nullptr);
    if (caller < 0) return;
    char request[4096];
    [[maybe_unused]] ssize_t taken = recv(caller, request, sizeof(request), 0);
    if (!answer.empty()) send(caller, answer.data(), answer.size(), MSG_NOSIGNAL);
    // Without an answer, until the caller goes away.
    if (answer.empty()) taken = recv(caller, request, sizeof(request), 0);
    close(caller);
  }

  int listener_;
  std::string url_;
  std::jthread thread_;
};

absl::StatusOr<std::string> Get(const std::string& answer, size_t most_bytes = 100) {
  OneAnswer site(answer);
  return HttpGet(site.url(), most_bytes, {});
}

TEST(HttpGetTest, FetchesADocument) {
  auto got = Get("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"keys\":[]}");
  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_EQ(*got, "{\"keys\":[]}");
}

TEST(HttpGetTest, RefusesAnyOtherAnswer) {
  EXPECT_THAT(std::string(Get("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n").status().message()),
              HasSubstr("answers 404"));
  EXPECT_THAT(
      std::string(
          Get("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n").status().message()),
      HasSubstr("answers 302"))
      << "redirects are not followed";
  EXPECT_EQ(Get("nonsense\r\n\r\n").status().code(), absl::StatusCode::kUnavailable);
  EXPECT_FALSE(Get("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\ncut off").ok());
}

TEST(HttpGetTest, IsBounded) {
  std::string large = absl::StrCat("HTTP/1.1 200 OK\r\n\r\n", std::string(101, 'x'));
  EXPECT_THAT(std::string(Get(large).status().message()), HasSubstr("too large"));
  EXPECT_TRUE(Get(large, 101).ok());
}

TEST(HttpGetTest, EndsWhenItIsToldTo) {
  OneAnswer site("");
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(HttpGet(site.url(), 100, stop.get_token()).ok());
}

TEST(HttpGetTest, AsksNobodyInTheClear) {
  EXPECT_THAT(std::string(HttpGet("http://idp.test/keys", 100, {}).status().message()), HasSubstr("not https"));
}

}  // namespace
}  // namespace samverkan

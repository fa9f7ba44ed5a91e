#include "gateway/routing/route.h"

#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/platform/rpc/error.h"

namespace samverkan {
namespace {

constexpr absl::string_view kAgencies = "agencies/";

// Nothing if a percent sign is not followed by two hexadecimal digits.
std::optional<std::string> PercentDecoded(absl::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    uint32_t byte = 0;
    bool digits = i + 2 < text.size() && absl::ascii_isxdigit(static_cast<unsigned char>(text[i + 1])) &&
                  absl::SimpleHexAtoi(text.substr(i + 1, 2), &byte);
    if (!digits) return std::nullopt;
    decoded += static_cast<char>(byte);
    i += 2;
  }
  return decoded;
}

// The value of `field` in the header; empty if it is not there.
absl::StatusOr<std::string> HeaderValue(absl::string_view header, const std::string& field) {
  std::string value;
  for (absl::string_view parameter : absl::StrSplit(header, '&', absl::SkipEmpty())) {
    size_t equals = parameter.find('=');
    if (equals == absl::string_view::npos || PercentDecoded(parameter.substr(0, equals)) != field) continue;
    std::optional<std::string> decoded = PercentDecoded(parameter.substr(equals + 1));
    if (!decoded) return InvalidField(field, "the routing header is not percent-encoded.");
    value = *std::move(decoded);
  }
  return value;
}

struct Name {
  std::string from_header;
  absl::string_view from_request;
  absl::string_view text() const { return from_header.empty() ? from_request : absl::string_view(from_header); }
};

absl::StatusOr<Name> NameOf(const MethodPlan& method, absl::string_view header, absl::string_view request) {
  Peeked peeked = PeekString(request, method.routing->path);
  if (peeked.malformed) return MalformedRequest(method);
  Name name{{}, peeked.value.value_or(absl::string_view())};
  if (header.empty()) return name;
  absl::StatusOr<std::string> in_header = HeaderValue(header, method.routing->name);
  if (!in_header.ok()) return in_header.status();
  if (!in_header->empty() && !name.from_request.empty() && *in_header != name.from_request) {
    return InvalidField(method.routing->name, "the routing header names another.");
  }
  name.from_header = *std::move(in_header);
  return name;
}

}  // namespace

absl::Status MalformedRequest(const MethodPlan& method) {
  return MakeError(absl::StatusCode::kInvalidArgument, type::v1::ERROR_REASON_MALFORMED_REQUEST,
                   absl::StrCat("The bytes are not a request of ", method.path, "."), {{"method", method.path}});
}

absl::StatusOr<std::string> RoutingName(const MethodPlan& method, absl::string_view header, absl::string_view request) {
  if (!method.routing) return std::string();
  absl::StatusOr<Name> name = NameOf(method, header, request);
  if (!name.ok()) return name.status();
  return std::string(name->text());
}

absl::StatusOr<Target> RouteOf(const MethodPlan& method, absl::string_view header, absl::string_view request) {
  if (!method.routing) return Target{};
  absl::StatusOr<Name> name = NameOf(method, header, request);
  if (!name.ok()) return name.status();
  absl::string_view rest = name->text();
  if (!absl::ConsumePrefix(&rest, kAgencies)) return InvalidField(method.routing->name, "must begin with agencies/.");
  absl::string_view agency = rest.substr(0, rest.find('/'));
  if (agency.empty()) return InvalidField(method.routing->name, "names no agency.");
  return Target{agency == "-" ? std::string() : std::string(agency)};
}

}  // namespace samverkan

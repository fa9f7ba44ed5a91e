#include "services/platform/identity/issuer_table.h"

#include <curl/curl.h>
#include <google/protobuf/util/json_util.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/platform/identity/agency_id.h"

namespace samverkan {
namespace {

using type::v1::Issuer;
using type::v1::Issuers;

// As in tokens.
constexpr size_t kMostIssuerBytes = 256;

absl::Status Wrong(const Issuer& issuer, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("issuer '", issuer.issuer(), "': ", what));
}

absl::Status CheckAgencies(const Issuer& issuer) {
  if (issuer.agencies().empty()) return Wrong(issuer, "speaks for no agency");
  for (const std::string& agency : issuer.agencies()) {
    if (!IsAgencyId(agency)) return Wrong(issuer, "agencies are ids of a-z, 0-9 and -, such as af");
  }
  return absl::OkStatus();
}

absl::Status CheckKeys(const Issuer& issuer) {
  switch (issuer.keys_case()) {
    case Issuer::kJwksFile:
      return issuer.jwks_file().empty() ? Wrong(issuer, "jwks_file is empty") : absl::OkStatus();
    case Issuer::kJwksUrl:
      return IsTrustworthyUrl(issuer.jwks_url())
                 ? absl::OkStatus()
                 : Wrong(issuer, "jwks_url must be https (http on this machine only), without user and password");
    case Issuer::KEYS_NOT_SET:
      break;
  }
  return Wrong(issuer, "has neither jwks_file nor jwks_url");
}

absl::Status Check(const Issuer& issuer) {
  if (issuer.issuer().empty() || issuer.issuer().size() > kMostIssuerBytes) {
    return Wrong(issuer, "its name must have 1 to 256 bytes");
  }
  absl::Status agencies = CheckAgencies(issuer);
  return agencies.ok() ? CheckKeys(issuer) : agencies;
}

// A part of the address; empty if it has none.
std::string Part(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return "";
  std::string copy = text;
  curl_free(text);
  return copy;
}

// Loopback by its own name or number; a name that merely leads there may lead elsewhere tomorrow.
bool IsThisMachine(const std::string& host) { return host == "localhost" || host == "127.0.0.1" || host == "[::1]"; }

}  // namespace

absl::StatusOr<Issuers> ParseIssuers(const std::string& json) {
  Issuers issuers;
  auto parsed = google::protobuf::util::JsonStringToMessage(json, &issuers);
  if (!parsed.ok()) {
    return absl::InvalidArgumentError(std::string(parsed.message().data(), parsed.message().size()));
  }
  absl::flat_hash_set<std::string> seen;
  for (const Issuer& issuer : issuers.issuers()) {
    if (absl::Status checked = Check(issuer); !checked.ok()) return checked;
    if (!seen.insert(issuer.issuer()).second) return Wrong(issuer, "is there twice");
  }
  return issuers;
}

bool IsTrustworthyUrl(const std::string& url) {
  // Read by the library that will fetch it: two readers may differ on where an address leads.
  std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parts(curl_url(), curl_url_cleanup);
  if (curl_url_set(parts.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return false;
  if (!Part(parts.get(), CURLUPART_USER).empty() || !Part(parts.get(), CURLUPART_PASSWORD).empty()) return false;
  const std::string scheme = Part(parts.get(), CURLUPART_SCHEME);
  return scheme == "https" || (scheme == "http" && IsThisMachine(Part(parts.get(), CURLUPART_HOST)));
}

}  // namespace samverkan

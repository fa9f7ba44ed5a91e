#include "services/platform/identity/development.h"

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/platform/identity/files.h"

namespace samverkan {
namespace {

constexpr size_t kMostPemBytes = 64 * 1024;
constexpr mode_t kPrivate = 0600;
constexpr mode_t kPublic = 0644;
constexpr int kAuthorityDays = 3650;

absl::Status At(const std::string& path, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat(path, ": ", status.message()));
}

absl::StatusOr<std::string> ReadPem(const std::string& path) {
  absl::StatusOr<std::string> pem = ReadSmallFile(path, kMostPemBytes);
  if (!pem.ok()) return At(path, pem.status());
  return pem;
}

absl::StatusOr<OpenedKey> MakeSigningKey(const std::string& path) {
  SigningKey key = SigningKey::Make();
  if (absl::Status written = ReplaceFile(path, key.ToPem(), kPrivate); !written.ok()) return written;
  if (absl::Status written = ReplaceFile(KeySetPath(path), key.PublicJson(), kPublic); !written.ok()) return written;
  return OpenedKey{std::move(key), true};
}

absl::StatusOr<OpenedAuthority> MakeAuthorityIn(const std::string& folder, absl::Time now) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return absl::FailedPreconditionError(absl::StrCat(folder, ": ", failed.message()));
  CertifiedKey authority = MakeAuthority("Samverkan development", kAuthorityDays, now);
  absl::Status written = WriteCertifiedKey(folder + "/ca", authority);
  if (!written.ok()) return written;
  return OpenedAuthority{std::move(authority), true};
}

}  // namespace

std::string KeySetPath(const std::string& key_path) {
  return absl::StrCat(absl::StripSuffix(key_path, ".pem"), ".jwks.json");
}

absl::StatusOr<OpenedKey> OpenSigningKey(const std::string& path, bool make) {
  if (make && !std::filesystem::exists(path)) return MakeSigningKey(path);
  absl::StatusOr<std::string> pem = ReadPem(path);
  if (!pem.ok()) return pem.status();
  absl::StatusOr<SigningKey> key = SigningKey::FromPem(*pem);
  if (!key.ok()) return At(path, key.status());
  return OpenedKey{*std::move(key)};
}

absl::StatusOr<OpenedAuthority> OpenAuthority(const std::string& folder, absl::Time now) {
  const std::string certificate_path = folder + "/ca.pem";
  const std::string key_path = folder + "/ca-key.pem";
  if (!std::filesystem::exists(certificate_path) && !std::filesystem::exists(key_path)) {
    return MakeAuthorityIn(folder, now);
  }
  absl::StatusOr<std::string> certificate = ReadPem(certificate_path);
  if (!certificate.ok()) return certificate.status();
  absl::StatusOr<std::string> key = ReadPem(key_path);
  if (!key.ok()) return key.status();
  return OpenedAuthority{{*std::move(certificate), *std::move(key)}};
}

absl::Status WriteCertifiedKey(const std::string& prefix, const CertifiedKey& certified) {
  absl::Status written = ReplaceFile(prefix + "-key.pem", certified.key, kPrivate);
  return written.ok() ? ReplaceFile(prefix + ".pem", certified.certificate, kPublic) : written;
}

}  // namespace samverkan

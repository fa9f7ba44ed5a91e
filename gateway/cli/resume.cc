#include "gateway/cli/resume.h"

#include <openssl/evp.h>

#include <cstdio>
#include <fstream>
#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace samverkan::cli {
namespace {

constexpr char kHeader[] = "samverkan-resume-1";

struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

}  // namespace

absl::StatusOr<std::string> HashOfFiles(const std::vector<std::string>& files) {
  std::unique_ptr<EVP_MD_CTX, FreeDigest> digest(EVP_MD_CTX_new());
  EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr);
  std::string buffer(1 << 20, '\0');
  for (const std::string& path : files) {
    if (path == "-") return absl::InvalidArgumentError("--resume needs files: standard input cannot be read again");
    std::ifstream file(path, std::ios::binary);
    if (!file) return absl::NotFoundError(absl::StrCat(path, ": cannot be read"));
    while (file.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || file.gcount() > 0) {
      EVP_DigestUpdate(digest.get(), buffer.data(), static_cast<size_t>(file.gcount()));
    }
  }
  std::string hash(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  EVP_DigestFinal_ex(digest.get(), reinterpret_cast<unsigned char*>(hash.data()), &size);
  return absl::BytesToHexString(hash.substr(0, size));
}

absl::StatusOr<ResumeState> LoadResumeState(const std::string& path, const std::string& input) {
  std::ifstream file(path);
  if (!file) return ResumeState{.input = input};
  ResumeState state;
  std::string header;
  if (!(file >> header >> state.input >> state.offset >> state.refused) || header != kHeader) {
    return absl::DataLossError(absl::StrCat(path, " is no file of --resume"));
  }
  if (state.input != input) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " belongs to another input, or the input has changed since; remove it to begin anew"));
  }
  return state;
}

absl::Status SaveResumeState(const std::string& path, const ResumeState& state) {
  std::string part = path + ".part";
  {
    std::ofstream file(part, std::ios::trunc);
    file << kHeader << "\n" << state.input << "\n" << state.offset << "\n" << state.refused << "\n";
    if (!file.flush()) return absl::FailedPreconditionError(absl::StrCat(part, ": cannot be written"));
  }
  if (std::rename(part.c_str(), path.c_str()) != 0) {
    return absl::FailedPreconditionError(absl::StrCat(path, ": cannot be written"));
  }
  return absl::OkStatus();
}

}  // namespace samverkan::cli

#include "gateway/cli/session.h"

#include <fstream>

#include "gateway/cli/errors.h"
#include "gateway/cli/texts.h"

namespace samverkan::cli {

int Session::Fail(const absl::Status& status) const {
  err << Explain(status);
  return kFailed;
}

int Session::Misused(const std::string& text) const {
  err << "samverkan: " << text << "\n" << Say("`samverkan help` shows what there is.") << "\n";
  return kUsage;
}

int Session::Write(const std::string& path, const std::string& content) const {
  if (path.empty() || path == "-") {
    out << content;
    return kOk;
  }
  std::ofstream file(path, std::ios::binary);
  file << content;
  file.close();
  return file ? kOk : Fail(absl::UnavailableError(Say("$0 cannot be written", path)));
}

}  // namespace samverkan::cli

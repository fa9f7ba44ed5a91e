#include "gateway/cli/session.h"

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

}  // namespace samverkan::cli

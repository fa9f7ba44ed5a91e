// `samverkan apply`: writes resources of files, whatever their type.
#pragma once

#include <string>
#include <vector>

#include "gateway/cli/push.h"
#include "gateway/cli/session.h"

namespace samverkan::cli {

struct ApplyOptions {
  std::vector<std::string> files;
  size_t batch = 500;
  PushOptions push;
  // Where to keep the place, to go on from after an interruption; nowhere if empty.
  std::string resume;
};

// The exit code.
int Apply(const Session& session, const ApplyOptions& options);

}  // namespace samverkan::cli

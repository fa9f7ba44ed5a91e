// A flow as a swim-lane in text.
#pragma once

#include <string>
#include <vector>

#include "gateway/cli/flow_words.h"
#include "samverkan/flows/v1/flow.pb.h"

namespace samverkan::cli {

// The other resources that the view calls by their display names.
std::vector<std::string> NamesIn(const flows::v1::Flow& flow);

// A lane for each actor, in the order in which they come in, and the steps below one another in an order in which they
// can be done. In lines of at most `width` columns (0: 80). Each step's letter stands in its lane; `:` is where the
// case waits, `!` where it gets stuck. Long texts are wrapped, never cut.
std::string RenderFlow(const flows::v1::Flow& flow, const DisplayNames& names, size_t width);

}  // namespace samverkan::cli

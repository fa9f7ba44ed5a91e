// What meetings take of time and money, as text.
#pragma once

#include <string>
#include <vector>

#include "gateway/cli/table.h"
#include "samverkan/analytics/v1/load.pb.h"

namespace samverkan::cli {

// Hours a year: `24.5`; `24.5 + ?` where some meetings do not say, `?` where none does, `–` where there is none.
std::string HoursText(const analytics::v1::GetLoadResponse::Hours& hours);

// SEK a year, in the same way: hours without a known cost are unknown.
std::string CostText(const analytics::v1::GetLoadResponse::Hours& hours);

// What a change adds: `+12`, `-30.5 + ?`; `–` where no change was asked for.
std::string NetText(const analytics::v1::GetLoadResponse::Load& load);

// What begins and ends by the change, and the net of it, in one sentence; empty where no change was asked for.
std::string ChangeText(const analytics::v1::GetLoadResponse& response);

// How much of the total is not known, a sentence each; none where all is.
std::vector<std::string> UnknownTexts(const analytics::v1::GetLoadResponse::Hours& hours);

// A row for each, and for all together.
Table LoadTable(const analytics::v1::GetLoadResponse& response);

// How hours are counted, and of how many meetings.
std::string LoadMethod(const analytics::v1::GetLoadResponse& response);

std::string RenderLoad(const analytics::v1::GetLoadResponse& response, size_t width);

}  // namespace samverkan::cli

// Finds the dates in a text, which a typical case does not have.
#pragma once

#include "absl/strings/string_view.h"

namespace samverkan {

// Whether `text` tells of a day or month of one certain year, of a day of a month, or of a year as the time of
// something: `2015-11-13`, `20151113`, `13/11 2015`, `13.11.2015`, `13 november`, `nov 2015`, `hösten 2015`, `år 2015`,
// `sedan 2015`; in Swedish and English. Ages, paragraphs of a law (`17 kap. 1 §`), its number (`2003:1210`), months as
// such (`varje november`) and bare years are none. Thread-safe; linear in the text's length.
bool TellsADate(absl::string_view text);

}  // namespace samverkan

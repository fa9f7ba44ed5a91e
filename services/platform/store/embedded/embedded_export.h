// Exports of the embedded store, and how it is filled from one.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "services/platform/store/embedded/database.h"
#include "services/platform/store/export.h"
#include "services/platform/store/store.h"

namespace samverkan {

// Begins an export of what `database` has now. The export keeps the database open.
absl::StatusOr<std::unique_ptr<Store::Export>> ExportDatabase(std::shared_ptr<Database> database, bool audit);

}  // namespace samverkan

// FederationService: who belongs to the federation, and how each is.
#pragma once

#include "gateway/federation/directory_file.h"
#include "services/platform/rpc/service.h"

namespace samverkan {

// The service, from the directory and what the prober heard. `directory` must outlive it.
Service FederationService(const DirectoryFile& directory);

}  // namespace samverkan

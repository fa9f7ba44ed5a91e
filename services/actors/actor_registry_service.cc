#include "services/actors/actor_registry_service.h"

#include "absl/strings/str_cat.h"
#include "samverkan/actors/v1/agency.pb.h"
#include "services/actors/validate.h"

namespace samverkan {

std::unique_ptr<Room> MakeActorRegistry(Slice slice) {
  return std::make_unique<Room>("samverkan.actors.v1.ActorRegistryService", std::move(slice), ActorRules());
}

Task<absl::Status> CreateOwnAgency(const Room& registry) {
  auto agency = std::make_unique<actors::v1::Agency>();
  agency->set_name(absl::StrCat("agencies/", registry.slice().agency));
  agency->set_display_name(registry.slice().agency);
  agency->set_kind(actors::v1::ORGANISATION_KIND_OTHER);
  co_return co_await CreateIfMissing(*registry.CollectionOfType("samverkan/Agency"), std::move(agency));
}

}  // namespace samverkan

// What the gateway peeks from a request's bytes is what a parser finds there.
#include <cstdint>

#include "gateway/routing/wire.h"
#include "samverkan/meetings/v1/meeting_inventory_service.pb.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  // meeting.name of an UpdateMeetingRequest.
  using Request = samverkan::meetings::v1::UpdateMeetingRequest;
  const samverkan::FieldPath path = {Request::kMeetingFieldNumber, samverkan::meetings::v1::Meeting::kNameFieldNumber};
  const samverkan::Peeked peeked = samverkan::PeekString(bytes, path);
  Request request;
  if (request.ParseFromArray(data, static_cast<int>(size))) {
    // Groups, which proto3 does not have, are refused by the one and passed over by the other.
    if (!peeked.malformed && peeked.value.value_or("") != request.meeting().name()) __builtin_trap();
  }
  samverkan::PeekVarint(bytes, 3);
  samverkan::WireReader reader(bytes);
  size_t seen = 0;
  // Anew each time: only strings and messages set the content.
  for (samverkan::WireField field; reader.Next(field); field = {}) {
    seen += field.raw.size();
    if (field.raw.empty() || field.bytes.size() > field.raw.size()) __builtin_trap();
  }
  if (seen > size || (!reader.malformed() && seen != size)) __builtin_trap();
  return 0;
}

// Who writes down whom the gatekeeper lets in and turns away.
#pragma once

#include "absl/strings/string_view.h"
#include "services/platform/identity/principal.h"

namespace samverkan {

// Thread-safe, and quick: it is on every call's way.
class Witness {
 public:
  virtual ~Witness() = default;
  // False while nothing can be written down: then nobody else's reads are answered.
  virtual bool CanRecord() const = 0;
  // A read by another agency is let in; a call is turned away.
  virtual void RecordRead(const Principal& principal, absl::string_view method) = 0;
  virtual void RecordRefusal(const Principal& principal, absl::string_view method) = 0;
};

}  // namespace samverkan

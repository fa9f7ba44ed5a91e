// The peer of Get and Create: the least that a gRPC server in C++ can do with a message.
#pragma once

#include <string>

#include "services/platform/rpc/tls.h"

namespace samverkan::bench {

inline constexpr char kEchoMethod[] = "/samverkan.bench.v1.Echo/Echo";

// Serves until SIGTERM; prints its address as the first line. Returns the exit code. With TLS if `tls` has a
// certificate.
int ServeEcho(const std::string& listen, const TlsFiles& tls);

}  // namespace samverkan::bench

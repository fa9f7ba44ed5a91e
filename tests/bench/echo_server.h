// The peer of Get and Create: the least that a gRPC server in C++ can do with a message.
#pragma once

#include <string>

namespace samverkan::bench {

inline constexpr char kEchoMethod[] = "/samverkan.bench.v1.Echo/Echo";

// Serves until SIGTERM; prints its address as the first line. Returns the exit code.
int ServeEcho(const std::string& listen);

}  // namespace samverkan::bench

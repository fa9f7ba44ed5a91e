// The main() of an agency's node in one process.
#pragma once

#include "rocksdb/env.h"

namespace samverkan {

// Serves until a signal comes; returns the exit code. `env` is the store's file system; RocksDB's own if null.
int NodeMain(int argc, char** argv, rocksdb::Env* env = nullptr);

}  // namespace samverkan

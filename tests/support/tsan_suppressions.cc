// What ThreadSanitizer is not to report. Linked into tests that use RocksDB under the tsan preset.

// Debian's RocksDB is not instrumented: TSan sees the memcpy and memcmp in it, which are intercepted, but not the
// atomics that order them, as between a writer of a memtable and its readers. Races of our own code have no frame in
// RocksDB.
//
// Nor is Debian's abseil: the count of who shares a Status's message is kept half in its library, half in its headers.
extern "C" const char* __tsan_default_suppressions() { return "race:librocksdb.so\nrace:absl/status/status.h\n"; }

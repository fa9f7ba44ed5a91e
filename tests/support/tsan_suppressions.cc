// What ThreadSanitizer is not to report. Linked into tests that use RocksDB under the tsan preset.

// Debian's RocksDB is not instrumented: TSan sees the memcpy and memcmp in it, which are intercepted, but not the
// atomics that order them, as between a writer of a memtable and its readers. Races of our own code have no frame in
// RocksDB.
extern "C" const char* __tsan_default_suppressions() { return "race:librocksdb.so\n"; }

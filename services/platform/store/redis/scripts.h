// The scripts that Redis runs for the store, and what stands where (redis_store.h says it byte for byte).
//
// Each works on the keys of one agency, which are in one slot, and looks before it writes: Redis takes nothing back of
// a script that fails halfway.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "services/platform/store/redis/connection.h"

namespace samverkan {

// A script and its name on the server, which is its SHA-1.
class RedisScript {
 public:
  explicit RedisScript(absl::string_view source);
  absl::string_view source() const { return source_; }
  const std::string& sha() const { return sha_; }

  // The command that runs it.
  RedisCommand Call(std::vector<std::string> keys, std::vector<std::string> arguments) const;

 private:
  absl::string_view source_;
  std::string sha_;
};

// keys: meta, records, names, audit, own log, shared log[, the request's]
// arguments: the server's name, now, the room, the log retention, a seed for epochs, the channel, the request's
// milliseconds
//   to live and what is kept under it, the audit trail's first number, the number of audit entries (0 or 1), the entry,
//   then for each write: key, expected version or nothing, `p` or `d` and what the shared log says (0 nothing, 1
//   written, 2 removed), value
// reply: own epoch, own end, shared epoch, shared end; or the status CHANGED or ANSWERED; or the error OTHERSERVER
const RedisScript& CommitScript();

// keys: names, records; arguments: begin, end, limit; reply: key, stored record, key, …
const RedisScript& ScanScript();

// keys: meta, the log; arguments: its name in meta, epoch, sequence, limit
// reply: the log's end, then its entries as XRANGE gives them; or the status RANGE
const RedisScript& ReadLogScript();

// What was written since some places of own logs, as it now stands.
// keys: meta, records, the own log of every room; arguments: limit, then for each: its name in meta, epoch, sequence
// reply: 1 if that is all that there is, else 0; the audit trail's end; the places up to which it tells; then key,
// stored
//   record or nothing, key, …; or the status RANGE, or ROOMS if there are other rooms
const RedisScript& ReadChangesScript();

// keys: meta, audit; arguments: after, limit; reply: the entries as XRANGE gives them; or the status RANGE
const RedisScript& ReadAuditScript();

// Makes a slice usable on a server, with new epochs for its logs if it was used on another one before.
// keys: meta, every log; arguments: the server as meta has it, the server, a seed for epochs, the format, the logs'
// names
//   in meta
// reply: the status OK or CHANGED
const RedisScript& AdoptScript();

// All of them, to be loaded.
std::vector<const RedisScript*> AllScripts();

}  // namespace samverkan

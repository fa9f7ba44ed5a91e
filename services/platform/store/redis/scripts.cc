#include "services/platform/store/redis/scripts.h"

#include <openssl/evp.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace samverkan {
namespace {

// A whole number that a script wrote out: Lua's are doubles, exact up to 2^53.
constexpr absl::string_view kCommit = R"(#!lua
local meta, records, names, audit, own, shared, request = unpack(KEYS)
local server, now, room, retention, seed, channel = unpack(ARGV, 1, 6)
local ttl, answer, audit_first, audited, entry, trail = unpack(ARGV, 7, 12)
local WRITES, STRIDE = 13, 4

local function whole(number) return string.format('%.0f', number) end

if redis.call('HGET', meta, 'server') ~= server then
  return redis.error_reply('OTHERSERVER the slice was used on another server meanwhile')
end
if trail ~= '' and trail ~= redis.call('HGET', meta, 'audit:epoch') then return redis.status_reply('CHANGED') end
if request then
  local kept = string.match(redis.call('GETRANGE', request, 0, 20), '^%d+')
  if kept and tonumber(kept) > tonumber(now) then return redis.status_reply('ANSWERED') end
end
for i = WRITES, #ARGV, STRIDE do
  local expected = ARGV[i + 1]
  if expected ~= '' then
    local stored = redis.call('HGET', records, ARGV[i])
    local version = stored and string.match(stored, '^%d+') or '0'
    if version ~= expected then return redis.status_reply('CHANGED') end
  end
end

if request then redis.call('SET', request, answer, 'PX', ttl) end

local marks = redis.call('HMGET', meta, 'audit:first', 'audit:end')
local first, last = tonumber(marks[1] or '1'), tonumber(marks[2] or '0')
if audited == '1' then
  last = last + 1
  redis.call('XADD', audit, whole(last) .. '-0', 'e', entry)
end
local keep = math.min(tonumber(audit_first), last)
if keep > first then
  first = keep
  redis.call('XTRIM', audit, 'MINID', whole(first) .. '-0')
end
-- Even if nothing is new: what is written last is what replicas are waited for with.
redis.call('HSET', meta, 'audit:first', whole(first), 'audit:end', whole(last))
if room == '' then return {'', 0, '', 0} end

local function log(key, kind)
  local name = kind .. ':' .. room
  local known = redis.call('HMGET', meta, 'epoch:' .. name, 'first:' .. name, 'end:' .. name)
  local it = {key = key, name = name, epoch = known[1], first = tonumber(known[2] or '1'), last = tonumber(known[3] or '0')}
  if not it.epoch then
    it.epoch = string.sub(redis.sha1hex(seed .. name), 1, 12)
    redis.call('HSET', meta, 'epoch:' .. name, it.epoch, 'first:' .. name, '1', 'end:' .. name, '0')
  end
  it.before = it.last
  return it
end
local function append(it, what, key)
  it.last = it.last + 1
  redis.call('XADD', it.key, whole(it.last) .. '-0', what, key)
end
local function finish(it)
  if it.last == it.before then return end
  local most = tonumber(retention)
  if it.last - it.first >= most + math.floor(most / 4) then
    it.first = it.last - most + 1
    redis.call('XTRIM', it.key, 'MINID', whole(it.first) .. '-0')
  end
  redis.call('HSET', meta, 'first:' .. it.name, whole(it.first), 'end:' .. it.name, whole(it.last))
end

local o, s = log(own, 'own'), log(shared, 'shared')
if #ARGV >= WRITES then
  local version = whole(redis.call('HINCRBY', meta, 'version', 1)) .. ' '
  for i = WRITES, #ARGV, STRIDE do
    local key, what = ARGV[i], ARGV[i + 2]
    local put, seen = string.sub(what, 1, 1) == 'p', string.sub(what, 2, 2)
    if put then
      if redis.call('HSET', records, key, version .. ARGV[i + 3]) == 1 then redis.call('ZADD', names, 0, key) end
    else
      redis.call('HDEL', records, key)
      redis.call('ZREM', names, key)
    end
    append(o, put and 'w' or 'r', key)
    if seen ~= '0' then append(s, seen == '1' and 'w' or 'r', key) end
  end
  finish(o)
  finish(s)
  redis.call('SPUBLISH', channel, table.concat({o.epoch, whole(o.last), s.epoch, whole(s.last), room}, ' '))
end
return {o.epoch, o.last, s.epoch, s.last}
)";

constexpr absl::string_view kScan = R"(#!lua flags=no-writes
local names, records = unpack(KEYS)
local keys = redis.call('ZRANGE', names, '[' .. ARGV[1], '(' .. ARGV[2], 'BYLEX', 'LIMIT', 0, ARGV[3])
local rows = {}
for i = 1, #keys do
  rows[2 * i - 1] = keys[i]
  rows[2 * i] = redis.call('HGET', records, keys[i])
end
return rows
)";

constexpr absl::string_view kReadLog = R"(#!lua flags=no-writes
local meta, log = unpack(KEYS)
local name, epoch, sequence, limit = unpack(ARGV)
sequence = tonumber(sequence)
local known = redis.call('HMGET', meta, 'epoch:' .. name, 'first:' .. name, 'end:' .. name)
if known[1] ~= epoch then return redis.status_reply('RANGE') end
local first, last = tonumber(known[2]), tonumber(known[3])
if sequence < 0 or sequence > last or (sequence < last and sequence + 1 < first) then
  return redis.status_reply('RANGE')
end
if sequence == last then return {last, {}} end
return {last, redis.call('XRANGE', log, string.format('%.0f-0', sequence + 1), '+', 'COUNT', limit)}
)";

constexpr absl::string_view kReadChanges = R"(#!lua flags=no-writes
local meta, records = unpack(KEYS, 1, 2)
local rooms = 0
for _, name in ipairs(redis.call('HKEYS', meta)) do
  if string.sub(name, 1, 10) == 'epoch:own:' then rooms = rooms + 1 end
end
if rooms ~= #KEYS - 2 then return redis.status_reply('ROOMS') end
local left = tonumber(ARGV[1])
local whole, places, told = 1, {}, {}
for i = 3, #KEYS do
  local at = 2 + 3 * (i - 3)
  local name, epoch, sequence = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2])
  local known = redis.call('HMGET', meta, 'epoch:' .. name, 'first:' .. name, 'end:' .. name)
  local first, last = tonumber(known[2]), tonumber(known[3])
  if known[1] ~= epoch or sequence > last or (sequence < last and sequence + 1 < first) then
    return redis.status_reply('RANGE')
  end
  if sequence < last and left > 0 then
    local entries = redis.call('XRANGE', KEYS[i], string.format('%.0f-0', sequence + 1), '+', 'COUNT', left)
    for _, entry in ipairs(entries) do
      local key = entry[2][2]
      told[#told + 1] = key
      told[#told + 1] = redis.call('HGET', records, key)
    end
    sequence = sequence + #entries
    left = left - #entries
  end
  if sequence < last then whole = 0 end
  places[#places + 1] = sequence
end
return {whole, tonumber(redis.call('HGET', meta, 'audit:end') or '0'), places, told}
)";

constexpr absl::string_view kReadAudit = R"(#!lua flags=no-writes
local meta, audit = unpack(KEYS)
local after = tonumber(ARGV[1])
local first = tonumber(redis.call('HGET', meta, 'audit:first') or '1')
if after > 0 and after + 1 < first then return redis.status_reply('RANGE') end
return redis.call('XRANGE', audit, string.format('%.0f-0', math.max(after + 1, first)), '+', 'COUNT', ARGV[2])
)";

constexpr absl::string_view kAdopt = R"(#!lua
local meta = KEYS[1]
local before, server, seed, format = unpack(ARGV, 1, 4)
if (redis.call('HGET', meta, 'server') or '') ~= before then return redis.status_reply('CHANGED') end
for i = 5, #ARGV do
  local name = ARGV[i]
  redis.call('DEL', KEYS[i - 3])
  redis.call('HSET', meta, 'epoch:' .. name, string.sub(redis.sha1hex(seed .. name), 1, 12), 'first:' .. name, '1',
             'end:' .. name, '0')
end
-- No version that is lost with the other server is given again.
if before ~= '' then redis.call('HINCRBY', meta, 'version', string.format('%.0f', 2 ^ 24)) end
redis.call('HSET', meta, 'server', server, 'format', format, 'audit:epoch', string.sub(redis.sha1hex(seed), 1, 12))
return redis.status_reply('OK')
)";

std::string Sha1(absl::string_view text) {
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned length = 0;
  EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(digest.data()), &length, EVP_sha1(), nullptr);
  return absl::BytesToHexString(absl::string_view(digest).substr(0, length));
}

}  // namespace

RedisScript::RedisScript(absl::string_view source) : source_(source), sha_(Sha1(source)) {}

RedisCommand RedisScript::Call(std::vector<std::string> keys, std::vector<std::string> arguments) const {
  RedisCommand command{"EVALSHA", sha_, absl::StrCat(keys.size())};
  for (std::string& key : keys) command.push_back(std::move(key));
  for (std::string& argument : arguments) command.push_back(std::move(argument));
  return command;
}

const RedisScript& CommitScript() {
  static const RedisScript script(kCommit);
  return script;
}

const RedisScript& ScanScript() {
  static const RedisScript script(kScan);
  return script;
}

const RedisScript& ReadLogScript() {
  static const RedisScript script(kReadLog);
  return script;
}

const RedisScript& ReadChangesScript() {
  static const RedisScript script(kReadChanges);
  return script;
}

const RedisScript& ReadAuditScript() {
  static const RedisScript script(kReadAudit);
  return script;
}

const RedisScript& AdoptScript() {
  static const RedisScript script(kAdopt);
  return script;
}

std::vector<const RedisScript*> AllScripts() {
  return {&CommitScript(), &ScanScript(), &ReadLogScript(), &ReadChangesScript(), &ReadAuditScript(), &AdoptScript()};
}

}  // namespace samverkan

// samverkan-tamper FOLDER rewrite|remove|cut N: what someone can do to a node's audit trail who can write to its disk.
// The node must not run. `rewrite` says of entry N that another agency wrote it, `remove` takes it out of its page,
// `cut` removes what comes after it.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "rocksdb/iterator.h"
#include "rocksdb/write_batch.h"
#include "samverkan/audit/v1/audit_service.pb.h"
#include "services/platform/store/embedded/database.h"
#include "services/platform/store/embedded/record_format.h"

namespace samverkan {
namespace {

// The entries of the page that has entry `number`.
std::vector<AuditRow> PageOf(Database& database, int64_t number) {
  std::unique_ptr<rocksdb::Iterator> pages(
      database->NewIterator(rocksdb::ReadOptions(), database.column(Column::kAudit)));
  pages->Seek(AuditKey(number));
  if (!pages->Valid()) return {};
  return DecodeAuditPage(AuditNumber(ToView(pages->key())), ToView(pages->value())).value_or(std::vector<AuditRow>());
}

void Change(std::vector<AuditRow>& page, const std::string& how, int64_t number) {
  for (AuditRow& row : page) {
    audit::v1::AuditEntry entry;
    if (row.number != number || how != "rewrite" || !entry.ParseFromString(row.bytes)) continue;
    entry.mutable_caller()->set_agency("someone-else");
    row.bytes = entry.SerializeAsString();
  }
  std::erase_if(page, [&](const AuditRow& row) {
    return how == "remove" ? row.number == number : how == "cut" && row.number > number;
  });
}

int Tamper(const std::string& folder, const std::string& how, int64_t number) {
  auto database = Database::Open({.path = folder});
  if (!database.ok()) return 1;
  std::vector<AuditRow> page = PageOf(**database, number);
  if (page.empty()) return 1;
  int64_t last = page.back().number;
  Change(page, how, number);
  std::string bytes;
  for (const AuditRow& row : page) AppendAuditEntry(row.bytes, bytes);
  rocksdb::WriteBatch batch;
  rocksdb::ColumnFamilyHandle* audit = (*database)->column(Column::kAudit);
  batch.Delete(audit, AuditKey(last));
  if (how == "cut") batch.DeleteRange(audit, AuditKey(last), std::string(9, '\xff'));
  if (!page.empty()) batch.Put(audit, AuditKey(how == "cut" ? number : last), bytes);
  return (*database)->Write(batch).ok() ? 0 : 1;
}

}  // namespace
}  // namespace samverkan

int main(int argc, char** argv) {
  if (argc == 4) return samverkan::Tamper(argv[1], argv[2], std::atoll(argv[3]));
  std::fprintf(stderr, "samverkan-tamper FOLDER rewrite|remove|cut N\n");
  return 2;
}

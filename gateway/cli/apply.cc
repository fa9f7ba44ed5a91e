#include "gateway/cli/apply.h"

#include <sys/stat.h>

#include <cmath>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "gateway/cli/errors.h"
#include "gateway/cli/progress.h"
#include "gateway/cli/resume.h"
#include "gateway/cli/texts.h"

namespace samverkan::cli {
namespace {

int64_t TotalBytes(const std::vector<std::string>& files) {
  int64_t total = 0;
  for (const std::string& path : files) {
    struct stat status {};
    if (path == "-" || stat(path.c_str(), &status) != 0) return 0;
    total += status.st_size;
  }
  return total;
}

class Application final : public PushObserver {
 public:
  Application(const Session& session, const ApplyOptions& options)
      : session_(session),
        options_(options),
        progress_(session.progress ? &session.err : nullptr, TotalBytes(options.files)),
        push_(session.connection, options.push, *this) {}

  int Run() {
    if (absl::Status prepared = PrepareResume(); !prepared.ok()) return session_.Fail(prepared);
    absl::Status read = ReadAll();
    absl::Status pushed = push_.Finish();
    progress_.Clear();
    if (absl::Status kept = KeepPlace(); !kept.ok()) return session_.Fail(kept);
    return Summary(read, pushed);
  }

  void Applied(const Batch& part, const google::protobuf::Message&) override {
    applied_ += static_cast<int64_t>(part.records.size());
  }

  void Refused(const Record& record, const std::string& path, const std::string& why) override {
    Tell(record.file, record.line, path.empty() ? why : absl::StrCat(path, ": ", why));
  }

  void Waiting(const absl::Status& why) override {
    std::lock_guard lock(output_);
    progress_.Clear();
    session_.err << Say("waiting: $0; trying again", std::string(why.message())) << "\n";
  }

  void Advanced() override {
    std::lock_guard lock(output_);
    int64_t done = push_.Done();
    progress_.Update(applied_, done);
    bool due = absl::Now() - saved_ > absl::Milliseconds(100);
    if (!options_.resume.empty() && due) SavePlace(done).IgnoreError();
  }

 private:
  absl::Status PrepareResume() {
    if (options_.resume.empty()) return absl::OkStatus();
    absl::StatusOr<std::string> hash = HashOfFiles(options_.files);
    if (!hash.ok()) return hash.status();
    absl::StatusOr<ResumeState> state = LoadResumeState(options_.resume, *hash);
    if (!state.ok()) return state.status();
    place_ = *state;
    refused_ = place_.refused;
    progress_.SkipBytes(place_.offset);
    if (place_.offset > 0) session_.err << Say("going on at byte $0", Grouped(place_.offset)) << "\n";
    return absl::OkStatus();
  }

  absl::Status ReadAll() {
    LineReader reader(options_.files);
    Batcher batcher(options_.batch);
    for (;;) {
      absl::StatusOr<Line> line = reader.Next();
      if (absl::IsOutOfRange(line.status())) break;
      if (!line.ok()) return line.status();
      if (line->end <= place_.offset) continue;
      absl::StatusOr<Record> record = ParseRecord(*line, session_.contract);
      if (record.ok() && WriteMethod(*record->collection) == nullptr) {
        record = absl::InvalidArgumentError(absl::StrCat("@type: ", record->collection->word, " cannot be written"));
      }
      if (!record.ok()) {
        Tell(line->file, line->number, std::string(record.status().message()));
        continue;
      }
      std::optional<Batch> complete = batcher.Add(*std::move(record));
      if (complete && !push_.Send(*std::move(complete))) return absl::OkStatus();
    }
    if (std::optional<Batch> last = batcher.Finish()) push_.Send(*std::move(last));
    return absl::OkStatus();
  }

  void Tell(const std::string& file, int line, const std::string& what) {
    std::lock_guard lock(output_);
    ++refused_;
    progress_.Clear();
    session_.err << file << ":" << line << ": " << what << "\n";
  }

  absl::Status SavePlace(int64_t offset) {
    saved_ = absl::Now();
    place_.offset = std::max(place_.offset, offset);
    place_.refused = refused_;
    return SaveResumeState(options_.resume, place_);
  }

  // At the end: the file goes when the work is done.
  absl::Status KeepPlace() {
    if (options_.resume.empty()) return absl::OkStatus();
    if (push_.Finish().ok()) {
      std::remove(options_.resume.c_str());
      return absl::OkStatus();
    }
    return SavePlace(push_.Done());
  }

  int Summary(const absl::Status& read, const absl::Status& pushed) {
    double seconds = progress_.Seconds();
    session_.err << Say("$0 applied, $1 refused, $2 records/s", Grouped(applied_), Grouped(refused_.load()),
                        Grouped(static_cast<int64_t>(std::llround(applied_ / std::max(seconds, 0.001)))))
                 << "\n";
    if (session_.json) {
      session_.out << "{\"applied\":" << applied_ << ",\"refused\":" << refused_ << "}" << std::endl;
    }
    if (!read.ok()) return session_.Fail(read);
    if (!pushed.ok()) {
      session_.Fail(pushed);
      session_.err << "  " << Say("Not all was sent. Run the same command again: what was applied stays as it is.")
                   << "\n";
      return kFailed;
    }
    return refused_ > 0 ? kFailed : kOk;
  }

  const Session& session_;
  const ApplyOptions& options_;
  Progress progress_;
  // Guards the progress and what is printed, by the reading thread and the answers' ones.
  std::mutex output_;
  int64_t applied_ = 0;
  std::atomic<int64_t> refused_{0};
  ResumeState place_;
  absl::Time saved_;
  // Last: it ends before what it reports to.
  Push push_;
};

}  // namespace

int Apply(const Session& session, const ApplyOptions& options) { return Application(session, options).Run(); }

}  // namespace samverkan::cli

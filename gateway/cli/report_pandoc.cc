#include "gateway/cli/report_pandoc.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <thread>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "gateway/cli/texts.h"

extern char** environ;

namespace samverkan::cli {
namespace {

std::vector<std::string> Words(const PandocOptions& options) {
  std::vector<std::string> words = {"pandoc", "--from=commonmark+pipe_tables", "--standalone", "--output=-",
                                    absl::StrCat("--metadata=lang:", options.language)};
  if (options.format == "docx") {
    // The first heading becomes the document's title.
    words.insert(words.end(), {"--to=docx", "--shift-heading-level-by=-1"});
  } else {
    words.insert(words.end(), {"--to=html5", absl::StrCat("--metadata=pagetitle:", options.title)});
  }
  return words;
}

// Sent as to a socket: a reader that has ended is an error here, no signal.
void SendAll(int socket, const std::string& text) {
  for (size_t sent = 0; sent < text.size();) {
    ssize_t more = send(socket, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (more < 0 && errno == EINTR) continue;
    if (more <= 0) break;
    sent += static_cast<size_t>(more);
  }
  close(socket);
}

std::string ReadAll(int file) {
  std::string text;
  char buffer[16384];
  for (;;) {
    ssize_t more = read(file, buffer, sizeof(buffer));
    if (more < 0 && errno == EINTR) continue;
    if (more <= 0) return text;
    text.append(buffer, static_cast<size_t>(more));
  }
}

// Begins the program with these as its standard input and output, without a shell; errno's kind of number.
int Begin(std::vector<std::string> words, int input, int output, pid_t& process) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  absl::Cleanup destroy = [&] { posix_spawn_file_actions_destroy(&actions); };
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  return posix_spawnp(&process, argv[0], &actions, nullptr, argv.data(), environ);
}

absl::Status Await(pid_t process) {
  int state = 0;
  while (waitpid(process, &state, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(state) && WEXITSTATUS(state) == 0) return absl::OkStatus();
  return absl::InternalError(Say("pandoc could not make the document; what it said stands above"));
}

}  // namespace

absl::StatusOr<std::string> MakeDocument(const std::string& markdown, const PandocOptions& options) {
  int to[2];
  int from[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, to) != 0) return absl::InternalError("socketpair");
  if (pipe2(from, O_CLOEXEC) != 0) {
    close(to[0]);
    close(to[1]);
    return absl::InternalError("pipe");
  }
  pid_t process = 0;
  int error = Begin(Words(options), to[1], from[1], process);
  close(to[1]);
  close(from[1]);
  absl::Cleanup done = [&] { close(from[0]); };
  if (error != 0) {
    close(to[0]);
    return absl::FailedPreconditionError(
        Say("html and docx are made by pandoc, which does not run here: install it (apt-get install pandoc), or take "
            "--format md"));
  }
  std::thread writer([&] { SendAll(to[0], markdown); });
  std::string document = ReadAll(from[0]);
  writer.join();
  if (absl::Status ended = Await(process); !ended.ok()) return ended;
  return document;
}

}  // namespace samverkan::cli

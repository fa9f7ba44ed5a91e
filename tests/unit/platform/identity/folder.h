// A folder that goes with the test.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace samverkan {

class Folder {
 public:
  Folder() {
    std::string form = ::testing::TempDir() + "samverkan-XXXXXX";
    path_ = mkdtemp(form.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string Path(const std::string& name) const { return path_ + "/" + name; }

  // Replaces the file by another one, so that nobody mistakes them for the same.
  void Write(const std::string& name, const std::string& content) const {
    std::ofstream(Path(name + ".new"), std::ios::binary) << content;
    std::filesystem::rename(Path(name + ".new"), Path(name));
  }
  void Remove(const std::string& name) const { std::filesystem::remove(Path(name)); }

  mode_t ModeOf(const std::string& name) const {
    struct stat file {};
    stat(Path(name).c_str(), &file);
    return file.st_mode & 0777;
  }

 private:
  std::string path_;
};

}  // namespace samverkan

// What the command line's tests share.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "gateway/cli/contract.h"
#include "gateway/cli/ndjson.h"

namespace samverkan::cli {

inline const Contract& TheContract() {
  static const auto& contract = *new Contract();
  return contract;
}

// A folder that goes with the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string form = ::testing::TempDir() + "samverkan-XXXXXX";
    path_ = mkdtemp(form.data());
  }
  ~TemporaryFolder() { std::system(("rm -r " + path_).c_str()); }
  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ + "/" + name, std::ios::binary) << text;
    return path_ + "/" + name;
  }
  std::string Path(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

inline std::string UnitLine(const std::string& agency, const std::string& id, const std::string& called = "Enheten") {
  return R"({"@type":"type.googleapis.com/samverkan.actors.v1.Unit","name":"agencies/)" + agency + "/units/" + id +
         R"(","displayName":")" + called + "\"}\n";
}

}  // namespace samverkan::cli

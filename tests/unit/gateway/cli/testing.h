// What the command line's tests share.
#pragma once

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "absl/strings/str_replace.h"
#include "gateway/cli/contract.h"
#include "gateway/cli/ndjson.h"
#include "gateway/cli/texts.h"

namespace samverkan::cli {

// The message that stands there in text format.
template <typename Message>
Message FromText(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

// With spaces that break, which read better in a test.
inline std::string Plain(const std::string& text) { return absl::StrReplaceAll(text, {{"\u00A0", " "}}); }

// A test that may change the language.
class LanguageTest : public testing::Test {
 protected:
  ~LanguageTest() override { SetLanguage(Language::kEnglish); }
};

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

inline std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string UnitLine(const std::string& agency, const std::string& id, const std::string& called = "Enheten") {
  return R"({"@type":"type.googleapis.com/samverkan.actors.v1.Unit","name":"agencies/)" + agency + "/units/" + id +
         R"(","displayName":")" + called + "\"}\n";
}

}  // namespace samverkan::cli

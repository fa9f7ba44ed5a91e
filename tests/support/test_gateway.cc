#include "tests/support/test_gateway.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace samverkan {
namespace {

ServerOptions Options(const std::string& address) {
  ServerOptions options;
  options.listen = address;
  // What hangs in a test is not worth waiting for.
  options.drain = std::chrono::milliseconds(500);
  return options;
}

}  // namespace

TestServer::TestServer(Service service, const std::string& address) : server_(Options(address)) {
  server_.Add(std::move(service));
  absl::Status begun = server_.Begin();
  EXPECT_TRUE(begun.ok()) << begun;
}

TestDirectory::TestDirectory() {
  std::string folder = testing::TempDir() + "/directory-XXXXXX";
  folder_ = mkdtemp(folder.data());
  path_ = folder_ + "/directory.json";
}

TestDirectory::~TestDirectory() { std::filesystem::remove_all(folder_); }

void TestDirectory::Write(const std::string& text) {
  // A new file has a new inode as long as the old one is there.
  std::string next = path_ + ".next";
  std::ofstream(next) << text;
  std::filesystem::rename(next, path_);
}

void TestDirectory::Write(const std::map<std::string, std::string>& address_by_agency) {
  Write(MakeDirectory(address_by_agency));
}

void TestDirectory::Write(const federation::v1::Directory& directory) {
  std::string json;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(directory, &json).ok());
  Write(json);
}

void TestDirectory::Remove() { std::filesystem::remove(path_); }

federation::v1::Directory MakeDirectory(const std::map<std::string, std::string>& address_by_agency) {
  federation::v1::Directory directory;
  for (const auto& [agency, address] : address_by_agency) {
    auto* member = directory.add_members();
    member->set_agency("agencies/" + agency);
    member->add_endpoints()->set_address(address);
  }
  return directory;
}

TestGateway::TestGateway(const federation::v1::Directory& directory, std::chrono::milliseconds member_deadline)
    : server_(Options("127.0.0.1:0")), endpoints_(server_.timer(), grpc::InsecureChannelCredentials()) {
  EXPECT_TRUE(descriptors_.AddFile(THING_DESCRIPTORS).ok());
  file_.Write(directory);
  directory_ = std::make_unique<DirectoryFile>(DirectoryFile::Options{file_.path()}, endpoints_, server_.metrics());
  gateway_ = std::make_unique<Gateway>(*directory_, server_.timer(), member_deadline);
  gateway_->ServeAll(descriptors_, server_);
  absl::Status begun = server_.Begin();
  EXPECT_TRUE(begun.ok()) << begun;
  client_ = std::make_unique<Client>(server_.address(), grpc::InsecureChannelCredentials());
}

TestGateway::~TestGateway() { EXPECT_TRUE(server_.Shutdown()); }

void TestGateway::Change(const federation::v1::Directory& directory) {
  file_.Write(directory);
  directory_->Poll();
}

void TestGateway::Probe() {
  for (const auto& endpoint : directory_->Current()->Endpoints()) {
    std::promise<void> done;
    Start(Prober::Probe(endpoint, {}), [&done] { done.set_value(); });
    done.get_future().wait();
  }
}

void TestGateway::AskForSeals() {
  for (const auto& endpoint : directory_->Current()->Endpoints()) {
    std::promise<void> done;
    Start(SealKeeper::Ask(endpoint, {}), [&done] { done.set_value(); });
    done.get_future().wait();
  }
}

Answer TestGateway::Call(const std::string& method, const std::string& request, CallOptions options) {
  Answer answer;
  Reply reply = RunTask(client_->Call(method, ToByteBuffer(request), std::move(options), &answer.trailers));
  answer.status = reply.status;
  if (reply.status.ok()) answer.bytes = Bytes(reply.message);
  return answer;
}

std::string Bytes(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice = ToSlice(buffer);
  return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
}

}  // namespace samverkan

// An analytics service that says what it is told to, for whatever method, and keeps what it was asked.
#pragma once

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/platform/rpc/message.h"

namespace samverkan::cli {

class FakeAnalytics : public grpc::CallbackGenericService {
 public:
  FakeAnalytics() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterCallbackGenericService(this);
    server_ = builder.BuildAndStart();
  }
  ~FakeAnalytics() { server_->Shutdown(); }

  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

  // The method's next answer; a method without one says NOT_FOUND.
  void Answer(const std::string& method, const google::protobuf::Message& response) {
    std::lock_guard lock(mutex_);
    answers_[method].push_back(Serialize(response));
  }

  // All requests to the method, in one line each.
  template <typename Request>
  std::vector<std::string> Asked(const std::string& method) {
    std::lock_guard lock(mutex_);
    std::vector<std::string> asked;
    for (const grpc::ByteBuffer& bytes : asked_[method]) {
      Request request;
      EXPECT_TRUE(Parse(bytes, request).ok());
      asked.push_back(request.ShortDebugString());
    }
    return asked;
  }

 private:
  class Call : public grpc::ServerGenericBidiReactor {
   public:
    Call(FakeAnalytics& fake, std::string method) : fake_(fake), method_(std::move(method)) { StartRead(&request_); }
    void OnReadDone(bool ok) override {
      grpc::Status status = ok ? fake_.Serve(method_, request_, response_) : grpc::Status::CANCELLED;
      if (!status.ok()) return Finish(status);
      StartWriteAndFinish(&response_, grpc::WriteOptions(), status);
    }
    void OnDone() override { delete this; }

   private:
    FakeAnalytics& fake_;
    std::string method_;
    grpc::ByteBuffer request_;
    grpc::ByteBuffer response_;
  };

  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* context) override {
    return new Call(*this, context->method().substr(context->method().rfind('/') + 1));
  }

  grpc::Status Serve(const std::string& method, const grpc::ByteBuffer& request, grpc::ByteBuffer& response) {
    std::lock_guard lock(mutex_);
    asked_[method].push_back(request);
    std::vector<grpc::ByteBuffer>& answers = answers_[method];
    if (answers.empty()) return {grpc::StatusCode::NOT_FOUND, "is none"};
    response = answers.front();
    answers.erase(answers.begin());
    return grpc::Status::OK;
  }

  int port_ = 0;
  std::mutex mutex_;
  std::map<std::string, std::vector<grpc::ByteBuffer>> answers_;
  std::map<std::string, std::vector<grpc::ByteBuffer>> asked_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace samverkan::cli

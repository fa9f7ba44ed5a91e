// A List over all agencies: the members' lists, one after the other in name order, as if they were one.
#pragma once

#include <chrono>
#include <memory>

#include "gateway/federation/directory_file.h"
#include "gateway/federation/forwarder.h"
#include "gateway/routing/method_plan.h"

namespace samverkan {

// Walks the members and asks ahead, until the page is full. Records are copied as bytes, never parsed.
//
// - A page has at most page_size records (20 by default, at most 1000). Its token holds where to go on: the agency, and
//   the token of that agency's own list. If the directory changes in between, it goes on by name.
// - A member that is down, or does not answer within the member deadline, is named in `unreachable` on the page where
//   its turn comes. Any other error fails the call: it would come from every member.
// - INVALID_ARGUMENT for order_by, a negative page_size or skip, and a token of another request.
//
// Thread-safe. What it is given must outlive the calls.
class ListAll {
 public:
  ListAll(const DirectoryFile& directory, Forwarder& forwarder, Background& background,
          std::chrono::milliseconds member_deadline)
      : directory_(directory), forwarder_(forwarder), background_(background), member_deadline_(member_deadline) {}

  // `method` has a ListShape; `call` lives until the end.
  Task<Reply> List(const MethodPlan* method, const CallContext* call, grpc::ByteBuffer request) const;

 private:
  const DirectoryFile& directory_;
  Forwarder& forwarder_;
  Background& background_;
  const std::chrono::milliseconds member_deadline_;
};

}  // namespace samverkan

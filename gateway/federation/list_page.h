// A page of a List as bytes: what a member answered, and what is joined from several of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "gateway/routing/method_plan.h"

namespace samverkan {

// A member's page. Views into its bytes.
struct MemberPage {
  // Each with its tag, ready to be copied.
  std::vector<absl::string_view> records;
  absl::string_view next_page_token;

  // Nothing if the bytes are no message.
  static std::optional<MemberPage> Read(const ListShape& list, absl::string_view bytes);
};

// The joined page. Joining encoded messages is what proto3 merging is.
class JoinedPage {
 public:
  JoinedPage(const ListShape& list, size_t page_size, size_t skip)
      : list_(list), records_left_(page_size), skip_left_(skip) {}

  // How many more records can be used: those to pass over, and those to show.
  size_t Needed() const { return records_left_ == 0 ? 0 : records_left_ + skip_left_; }
  bool full() const { return records_left_ == 0; }
  // Whether the message stays within what gRPC carries; always so for the first records.
  bool HasRoomFor(const MemberPage& page) const;

  // Passes over what is still to be passed over and takes the rest, which must be at most Needed().
  void Take(const MemberPage& page);
  void AddUnreachable(absl::string_view agency);
  // The response, with the token of what follows.
  std::string Finish(absl::string_view next_page_token);

 private:
  const ListShape& list_;
  size_t records_left_;
  size_t skip_left_;
  size_t record_bytes_ = 0;
  std::string bytes_;
};

}  // namespace samverkan

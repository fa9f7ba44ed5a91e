#include "services/platform/resource/mask.h"

#include <google/protobuf/util/field_mask_util.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/platform/rpc/error.h"

namespace samverkan {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kMaxPaths = 200;
constexpr size_t kMaxPathBytes = 1'000;

const FieldDescriptor* FindField(const google::protobuf::Descriptor* descriptor, const std::string& name) {
  const FieldDescriptor* field = descriptor->FindFieldByName(name);
  return field != nullptr ? field : descriptor->FindFieldByCamelcaseName(name);
}

absl::Status NoSuchField(const std::string& path) {
  return InvalidField("update_mask", absl::StrCat("names no field: ", Shown(path)));
}

// The path as the contract spells it; empty if it leads into a message that neither has, where there is nothing to
// write.
absl::StatusOr<std::string> CanonicalPath(const Message& source, const Message& target, const std::string& path) {
  if (path.size() > kMaxPathBytes) return NoSuchField(path);
  std::vector<std::string> steps = absl::StrSplit(path, '.');
  const Message* from = &source;
  const Message* to = &target;
  bool there = true;
  for (size_t i = 0; i < steps.size(); ++i) {
    const FieldDescriptor* field = FindField(from->GetDescriptor(), steps[i]);
    if (field == nullptr) return NoSuchField(path);
    steps[i] = field->name();
    if (i + 1 == steps.size()) break;
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return NoSuchField(path);
    if (field->is_repeated()) {
      return InvalidField("update_mask",
                          absl::StrCat("goes into a repeated field, which is written whole: ", Shown(path)));
    }
    there = there && (from->GetReflection()->HasField(*from, field) || to->GetReflection()->HasField(*to, field));
    from = &from->GetReflection()->GetMessage(*from, field);
    to = &to->GetReflection()->GetMessage(*to, field);
  }
  return there ? absl::StrJoin(steps, ".") : std::string();
}

// Takes over what is set in `source`.
void TakeFields(Message& source, Message& target) {
  std::vector<const FieldDescriptor*> fields;
  source.GetReflection()->ListFields(source, &fields);
  target.GetReflection()->SwapFields(&source, &target, fields);
}

}  // namespace

absl::Status ApplyUpdate(Message& source, const google::protobuf::FieldMask& mask, Message& target) {
  if (mask.paths_size() > kMaxPaths) return InvalidField("update_mask", absl::StrCat("has over ", kMaxPaths, " paths"));
  if (mask.paths_size() == 1 && mask.paths(0) == "*") {
    target.GetReflection()->Swap(&source, &target);
    return absl::OkStatus();
  }
  if (mask.paths().empty()) {
    TakeFields(source, target);
    return absl::OkStatus();
  }
  google::protobuf::FieldMask canonical;
  for (const std::string& path : mask.paths()) {
    absl::StatusOr<std::string> known = CanonicalPath(source, target, path);
    if (!known.ok()) return known.status();
    if (!known->empty()) canonical.add_paths(*std::move(known));
  }
  // Copies each named field once, however often and in whatever parts it is named.
  google::protobuf::util::FieldMaskUtil::MergeOptions options;
  options.set_replace_message_fields(true);
  options.set_replace_repeated_fields(true);
  google::protobuf::util::FieldMaskUtil::MergeMessageTo(source, canonical, options, &target);
  return absl::OkStatus();
}

}  // namespace samverkan

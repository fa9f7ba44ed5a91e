#include "services/platform/resource/mask.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/platform/rpc/error.h"

namespace samverkan {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int kMaxPaths = 200;

const FieldDescriptor* FindField(const google::protobuf::Descriptor* descriptor, const std::string& name) {
  const FieldDescriptor* field = descriptor->FindFieldByName(name);
  return field != nullptr ? field : descriptor->FindFieldByCamelcaseName(name);
}

absl::Status NoSuchField(const std::string& path) {
  return InvalidField("update_mask", absl::StrCat("names no field: ", Shown(path)));
}

// Puts the source's field into the target, clearing it there where the source has none.
void TakeField(Message& source, Message& target, const FieldDescriptor* field) {
  target.GetReflection()->SwapFields(&source, &target, {field});
}

absl::Status TakePath(Message& source, Message& target, const std::string& path) {
  std::vector<std::string> steps = absl::StrSplit(path, '.');
  Message* from = &source;
  Message* to = &target;
  for (size_t i = 0; i + 1 < steps.size(); ++i) {
    const FieldDescriptor* field = FindField(from->GetDescriptor(), steps[i]);
    if (field == nullptr || field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return NoSuchField(path);
    if (field->is_repeated()) {
      return InvalidField("update_mask",
                          absl::StrCat("goes into a repeated field, which is written whole: ", Shown(path)));
    }
    from = from->GetReflection()->MutableMessage(from, field);
    to = to->GetReflection()->MutableMessage(to, field);
  }
  const FieldDescriptor* field = FindField(from->GetDescriptor(), steps.back());
  if (field == nullptr) return NoSuchField(path);
  TakeField(*from, *to, field);
  return absl::OkStatus();
}

}  // namespace

absl::Status ApplyUpdate(Message& source, const google::protobuf::FieldMask& mask, Message& target) {
  if (mask.paths_size() > kMaxPaths) return InvalidField("update_mask", absl::StrCat("has over ", kMaxPaths, " paths"));
  if (mask.paths_size() == 1 && mask.paths(0) == "*") {
    target.GetReflection()->Swap(&source, &target);
    return absl::OkStatus();
  }
  if (mask.paths().empty()) {
    std::vector<const FieldDescriptor*> fields;
    source.GetReflection()->ListFields(source, &fields);
    for (const FieldDescriptor* field : fields) TakeField(source, target, field);
    return absl::OkStatus();
  }
  for (const std::string& path : mask.paths()) {
    if (absl::Status copied = TakePath(source, target, path); !copied.ok()) return copied;
  }
  return absl::OkStatus();
}

}  // namespace samverkan

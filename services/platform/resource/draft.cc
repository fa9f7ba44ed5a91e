#include "services/platform/resource/draft.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/timestamp.pb.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/platform/resource/validate.h"

namespace samverkan {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::string Deterministic(const Message& message) {
  std::string bytes(message.ByteSizeLong(), '\0');
  google::protobuf::io::ArrayOutputStream stream(bytes.data(), static_cast<int>(bytes.size()));
  google::protobuf::io::CodedOutputStream out(&stream);
  out.SetSerializationDeterministic(true);
  message.SerializeWithCachedSizes(&out);
  return bytes;
}

std::string StringOf(const Message& message, const FieldDescriptor* field) {
  return field == nullptr ? std::string() : message.GetReflection()->GetString(message, field);
}

void SetTime(Message& message, const FieldDescriptor* field, absl::Time time) {
  if (field == nullptr) return;
  auto* timestamp = google::protobuf::DynamicCastToGenerated<google::protobuf::Timestamp>(
      message.GetReflection()->MutableMessage(&message, field));
  int64_t micros = absl::ToUnixMicros(time);
  timestamp->set_seconds(micros / 1'000'000);
  timestamp->set_nanos(static_cast<int32_t>(micros % 1'000'000) * 1'000);
}

void CopyTime(const Message& from, Message& to, const FieldDescriptor* field) {
  if (field == nullptr || !from.GetReflection()->HasField(from, field)) return;
  auto* copy = to.GetReflection()->MutableMessage(&to, field);
  copy->Clear();
  copy->MergeFrom(from.GetReflection()->GetMessage(from, field));
}

// A writer who says nothing of it, be it by replacing everything, neither shows nor hides what stands.
void FillVisibility(const ResourceType& type, const Message* existing, Message& resource) {
  const FieldDescriptor* field = type.visibility_field;
  const auto& reflection = *resource.GetReflection();
  if (field == nullptr || reflection.GetEnumValue(resource, field) != 0) return;
  reflection.SetEnumValue(&resource, field,
                          existing != nullptr ? reflection.GetEnumValue(*existing, field) : type.default_visibility());
}

bool IsVisible(const ResourceType& type, const Message& resource) {
  const FieldDescriptor* field = type.visibility_field;
  return field == nullptr || resource.GetReflection()->GetEnumValue(resource, field) == type::v1::VISIBILITY_FEDERATION;
}

}  // namespace

std::string EtagOf(absl::string_view content) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  // Looked up once: OpenSSL would do so for every digest.
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_Digest(content.data(), content.size(), digest, nullptr, sha256, nullptr);
  return absl::StrCat("\"", absl::WebSafeBase64Escape(absl::string_view(reinterpret_cast<char*>(digest), 16)), "\"");
}

absl::StatusOr<Draft> MakeDraft(DraftInput input) {
  const ResourceType& type = *input.type;
  Message& resource = *input.resource;
  ClearUnwritable(type.plan(), resource);
  resource.GetReflection()->ClearField(&resource, type.etag_field);
  resource.GetReflection()->SetString(&resource, type.name_field, input.name);
  FillVisibility(type, input.existing, resource);
  FillState(input);

  // Before what the server adds: the etag is of the content alone.
  std::string etag = EtagOf(Deterministic(resource));
  Draft draft;
  draft.shared = IsVisible(type, resource);
  // A step is something that happens, be it that nothing looks different after it.
  if (!input.step && input.existing != nullptr && StringOf(*input.existing, type.etag_field) == etag) {
    draft.unchanged = true;
    draft.bytes = Deterministic(*input.existing);
    return draft;
  }
  FieldViolations violations;
  Validate(type.plan(), resource, input.existing, input.path, violations);
  // What the annotations refuse is not shown to what builds on them.
  if (absl::Status valid = violations.ToStatus(); !valid.ok()) return valid;
  if (absl::Status kept = KeepHistory(input); !kept.ok()) return kept;
  if (*input.rules) (*input.rules)(resource, input.path, violations);
  if (absl::Status valid = violations.ToStatus(); !valid.ok()) return valid;

  resource.GetReflection()->SetString(&resource, type.etag_field, std::move(etag));
  SetTime(resource, type.update_time_field, input.now);
  SetTime(resource, type.create_time_field, input.now);
  if (input.existing != nullptr) CopyTime(*input.existing, resource, type.create_time_field);
  draft.bytes = Deterministic(resource);
  return draft;
}

}  // namespace samverkan

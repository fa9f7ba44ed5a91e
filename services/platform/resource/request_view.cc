#include "services/platform/resource/request_view.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include "services/platform/rpc/message.h"

namespace samverkan {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::io::CodedOutputStream;

const FieldDescriptor* RequestView::Find(const std::string& field) const {
  return message_->GetDescriptor()->FindFieldByName(field);
}

std::string RequestView::String(const std::string& field) const {
  const FieldDescriptor* found = Find(field);
  return found == nullptr ? std::string() : message_->GetReflection()->GetString(*message_, found);
}

int64_t RequestView::Int(const std::string& field) const {
  const FieldDescriptor* found = Find(field);
  return found == nullptr ? 0 : message_->GetReflection()->GetInt32(*message_, found);
}

bool RequestView::Bool(const std::string& field) const {
  const FieldDescriptor* found = Find(field);
  return found != nullptr && message_->GetReflection()->GetBool(*message_, found);
}

int RequestView::Enum(const std::string& field) const {
  const FieldDescriptor* found = Find(field);
  return found == nullptr ? 0 : message_->GetReflection()->GetEnumValue(*message_, found);
}

const Message* RequestView::Submessage(const std::string& field) const {
  const FieldDescriptor* found = Find(field);
  if (found == nullptr || !message_->GetReflection()->HasField(*message_, found)) return nullptr;
  return &message_->GetReflection()->GetMessage(*message_, found);
}

int RequestView::Count(const std::string& field) const {
  const FieldDescriptor* found = Find(field);
  return found == nullptr ? 0 : message_->GetReflection()->FieldSize(*message_, found);
}

std::string RequestView::StringAt(const std::string& field, int index) const {
  return message_->GetReflection()->GetRepeatedString(*message_, Find(field), index);
}

const Message& RequestView::SubmessageAt(const std::string& field, int index) const {
  return message_->GetReflection()->GetRepeatedMessage(*message_, Find(field), index);
}

bool RequestView::Has(const std::string& field) const { return Find(field) != nullptr; }

absl::StatusOr<std::unique_ptr<Message>> ParseRequest(const Descriptor* type, const grpc::ByteBuffer& bytes) {
  std::unique_ptr<Message> request(google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (absl::Status parsed = Parse(bytes, *request); !parsed.ok()) return parsed;
  return request;
}

absl::StatusOr<Message*> ParseRequest(const Descriptor* type, const grpc::ByteBuffer& bytes,
                                      google::protobuf::Arena& arena) {
  Message* request = google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New(&arena);
  if (absl::Status parsed = Parse(bytes, *request); !parsed.ok()) return parsed;
  return request;
}

const FieldDescriptor* ResourcesField(const Descriptor* response) {
  for (int i = 0; i < response->field_count(); ++i) {
    const FieldDescriptor* field = response->field(i);
    if (field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) return field;
  }
  return nullptr;
}

void AppendField(const FieldDescriptor* field, absl::string_view bytes, std::string& message) {
  using google::protobuf::internal::WireFormatLite;
  uint8_t header[20];
  uint8_t* end = CodedOutputStream::WriteVarint32ToArray(
      WireFormatLite::MakeTag(field->number(), WireFormatLite::WIRETYPE_LENGTH_DELIMITED), header);
  end = CodedOutputStream::WriteVarint32ToArray(static_cast<uint32_t>(bytes.size()), end);
  message.append(reinterpret_cast<char*>(header), end - header);
  message.append(bytes.data(), bytes.size());
}

}  // namespace samverkan

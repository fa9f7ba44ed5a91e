// Fields of messages by their names, for requests and responses whose types are known only by descriptor.
#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <string>
#include <vector>

namespace samverkan::cli {

// False if there is no such field.
bool SetString(google::protobuf::Message& message, const std::string& field, const std::string& value);
bool SetInt(google::protobuf::Message& message, const std::string& field, int32_t value);
bool SetBool(google::protobuf::Message& message, const std::string& field, bool value);

// Empty if there is no such field.
std::string GetString(const google::protobuf::Message& message, const std::string& field);
std::vector<std::string> GetStrings(const google::protobuf::Message& message, const std::string& field);

// The repeated message field of a List's or batch's response; null if there is none.
const google::protobuf::FieldDescriptor* RecordsField(const google::protobuf::Descriptor* response);
std::vector<const google::protobuf::Message*> Records(const google::protobuf::Message& response);

// The first field that holds one message of that type; null if there is none.
const google::protobuf::FieldDescriptor* FieldOfType(const google::protobuf::Descriptor* message,
                                                     const google::protobuf::Descriptor* type);

// Proto JSON, in lines that people can read too and with a line end, or in one line without.
std::string ToJson(const google::protobuf::Message& message, bool one_line = false);

// An enum's value without its type's prefix, in lower case: `existing` for STATE_EXISTING. A number of no known value
// is shown as it is.
std::string ShortEnum(const google::protobuf::EnumDescriptor* type, int number);

// A name as people read it, `af/coach` for `agencies/af/functions/coach`; as it is if it is of no agency.
std::string ShortName(const std::string& name);

// The value that people call `word` (`operational`, `OPERATIONAL`, `LEVEL_OPERATIONAL`); -1 if there is none.
int EnumOfWord(const google::protobuf::EnumDescriptor* type, const std::string& word);

// The words, for messages: `strategic, operational`.
std::string EnumWords(const google::protobuf::EnumDescriptor* type);

}  // namespace samverkan::cli

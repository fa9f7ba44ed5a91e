// Resources as tables and as pages, by their descriptors.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <vector>

namespace samverkan::cli {

// The fields that a table of such resources shows: the name, then what is REQUIRED, then other short scalars (enums,
// numbers, strings that the contract keeps short); six at most. Neither etag, times nor output.
std::vector<const google::protobuf::FieldDescriptor*> TableFields(const google::protobuf::Descriptor* resource);

// A field's value in one cell: enums without their prefix, times and durations as people write them; empty if not set.
std::string CellText(const google::protobuf::Message& message, const google::protobuf::FieldDescriptor* field);

// A table in lines of at most `width` columns (0: unlimited). All records are of one type.
std::string RenderTable(const std::vector<const google::protobuf::Message*>& records, size_t width);

// One resource in full: a line for each field that is set, those of inner messages as `schedule.rrule`.
std::string RenderPage(const google::protobuf::Message& record);

}  // namespace samverkan::cli

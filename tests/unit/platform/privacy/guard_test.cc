// What is refused in a text and in a message's texts, and how it is told.
#include "services/platform/privacy/guard.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "google/api/field_behavior.pb.h"
#include "samverkan/type/v1/annotations.pb.h"

namespace samverkan {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::DynamicMessageFactory;
using google::protobuf::FileDescriptorProto;
using google::protobuf::Message;
using google::protobuf::TextFormat;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kNumber[] = "900101-0017";
// Ten digits that pass Luhn's check, and begin as a mobile phone's do.
constexpr char kNumberOrPhone[] = "0701231235";
constexpr char kEmail[] = "anna@example.se";

// A message of every sort of field, known only by its descriptor.
constexpr char kFile[] = R"(
  name: "form.proto" package: "guardtest" syntax: "proto3"
  dependency: "google/api/field_behavior.proto" dependency: "samverkan/type/v1/annotations.proto"
  dependency: "google/protobuf/struct.proto"
  message_type {
    name: "Form"
    field { name: "text" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
    field { name: "texts" number: 2 type: TYPE_STRING label: LABEL_REPEATED }
    field { name: "form" number: 3 type: TYPE_MESSAGE type_name: ".guardtest.Form" label: LABEL_OPTIONAL }
    field { name: "forms" number: 4 type: TYPE_MESSAGE type_name: ".guardtest.Form" label: LABEL_REPEATED }
    field { name: "labels" number: 5 type: TYPE_MESSAGE type_name: ".guardtest.Form.LabelsEntry" label: LABEL_REPEATED }
    field { name: "by_id" number: 6 type: TYPE_MESSAGE type_name: ".guardtest.Form.ByIdEntry" label: LABEL_REPEATED }
    field { name: "data" number: 7 type: TYPE_BYTES label: LABEL_OPTIONAL }
    field { name: "contact" number: 8 type: TYPE_STRING label: LABEL_OPTIONAL
            options { [samverkan.type.v1.rule] { contact: true } } }
    field { name: "contacts" number: 9 type: TYPE_MESSAGE type_name: ".guardtest.Form.ContactsEntry" label: LABEL_REPEATED
            options { [samverkan.type.v1.rule] { contact: true } } }
    field { name: "told" number: 10 type: TYPE_STRING label: LABEL_OPTIONAL
            options { [google.api.field_behavior]: OUTPUT_ONLY } }
    field { name: "anything" number: 11 type: TYPE_MESSAGE type_name: ".google.protobuf.Struct" label: LABEL_OPTIONAL }
    field { name: "day" number: 12 type: TYPE_STRING label: LABEL_OPTIONAL
            options { [samverkan.type.v1.rule] { format: FORMAT_DAY } } }
    field { name: "one" number: 13 type: TYPE_STRING label: LABEL_OPTIONAL oneof_index: 0 }
    oneof_decl { name: "choice" }
    nested_type {
      name: "LabelsEntry"
      field { name: "key" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
      field { name: "value" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
      options { map_entry: true }
    }
    nested_type {
      name: "ContactsEntry"
      field { name: "key" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
      field { name: "value" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
      options { map_entry: true }
    }
    nested_type {
      name: "ByIdEntry"
      field { name: "key" number: 1 type: TYPE_INT64 label: LABEL_OPTIONAL }
      field { name: "value" number: 2 type: TYPE_MESSAGE type_name: ".guardtest.Form" label: LABEL_OPTIONAL }
      options { map_entry: true }
    }
  })";

class GuardTest : public ::testing::Test {
 protected:
  GuardTest() : pool_(DescriptorPool::generated_pool()), factory_(&pool_) {
    // The linker's registry knows only what is referred to.
    google::protobuf::Struct::descriptor();
    FileDescriptorProto file;
    if (!TextFormat::ParseFromString(kFile, &file) || pool_.BuildFile(file) == nullptr) ADD_FAILURE() << "the form";
  }

  // The refused texts' paths, of a form in text format.
  std::vector<std::string> Refused(const std::string& fields, const std::string& path = "form") {
    std::unique_ptr<Message> form(factory_.GetPrototype(pool_.FindMessageTypeByName("guardtest.Form"))->New());
    EXPECT_TRUE(TextFormat::ParseFromString(fields, form.get())) << fields;
    std::vector<std::string> paths;
    for (const RefusedText& text : FindRefusedTexts(*form, path)) {
      EXPECT_THAT(text.problem, Not(IsEmpty()));
      paths.push_back(text.path);
    }
    return paths;
  }

  static std::string Quoted(absl::string_view text) { return absl::StrCat("'", text, "'"); }

 private:
  DescriptorPool pool_;
  DynamicMessageFactory factory_;
};

TEST_F(GuardTest, PassesAnEmptyMessage) { EXPECT_THAT(Refused(""), IsEmpty()); }

TEST_F(GuardTest, FindsTextsAtEveryDepth) {
  const std::string number = Quoted(kNumber);
  EXPECT_THAT(Refused(absl::StrCat("text: ", number)), ElementsAre("form.text"));
  EXPECT_THAT(Refused(absl::StrCat("text: ", number), ""), ElementsAre("text"));
  EXPECT_THAT(Refused(absl::StrCat("one: ", number)), ElementsAre("form.one"));
  EXPECT_THAT(Refused(absl::StrCat("texts: 'a' texts: ", number, " texts: ", number)),
              ElementsAre("form.texts[1]", "form.texts[2]"));
  EXPECT_THAT(Refused(absl::StrCat("forms { } forms { form { texts: ", number, " } }")),
              ElementsAre("form.forms[1].form.texts[0]"));
  EXPECT_THAT(Refused(absl::StrCat("form { text: ", number, " } text: ", number)),
              ElementsAre("form.text", "form.form.text"));
}

TEST_F(GuardTest, FindsTextsInMaps) {
  const std::string number = Quoted(kNumber);
  EXPECT_THAT(Refused(absl::StrCat("labels { key: 'a' value: ", number, " }")), ElementsAre("form.labels[a]"));
  EXPECT_THAT(Refused(absl::StrCat("by_id { key: -7 value { text: ", number, " } }")),
              ElementsAre("form.by_id[-7].text"));
  EXPECT_THAT(Refused(absl::StrCat("anything { fields { key: 'a' value { list_value { values { string_value: ", number,
                                   " } } } } }")),
              ElementsAre("form.anything.fields[a].list_value.values[0].string_value"));
}

TEST_F(GuardTest, ShowsNoKeyThatIsRefused) {
  const std::string number = Quoted(kNumber);
  EXPECT_THAT(Refused(absl::StrCat("labels { key: ", number, " value: 'a' }")), ElementsAre("form.labels[…]"));
  EXPECT_THAT(Refused(absl::StrCat("labels { key: ", number, " value: ", number, " }")),
              ElementsAre("form.labels[…]", "form.labels[…]"));
  EXPECT_THAT(Refused(absl::StrCat("labels { key: 'a\\n]' value: ", number, " }")), ElementsAre("form.labels[…]"));
  EXPECT_THAT(Refused(absl::StrCat("by_id { key: 9001010017 value { text: ", number, " } }")),
              ElementsAre("form.by_id[…].text"));
}

TEST_F(GuardTest, LooksAtStringsOfAnyForm) {
  EXPECT_THAT(Refused(absl::StrCat("day: ", Quoted(kNumber))), ElementsAre("form.day"));
  EXPECT_THAT(Refused("day: '2026-11-21'"), IsEmpty());
}

TEST_F(GuardTest, LeavesOutBytesAndWhatOnlyServersWrite) {
  EXPECT_THAT(Refused(absl::StrCat("data: ", Quoted(kNumber), " told: ", Quoted(kNumber))), IsEmpty());
}

TEST_F(GuardTest, TakesContactsWhereTheyAreMeant) {
  for (const char* contact : {kEmail, kNumberOrPhone}) {
    EXPECT_THAT(Refused(absl::StrCat("text: ", Quoted(contact))), ElementsAre("form.text"));
    EXPECT_THAT(Refused(absl::StrCat("contact: ", Quoted(contact))), IsEmpty());
    EXPECT_THAT(Refused(absl::StrCat("contacts { key: 'a' value: ", Quoted(contact), " }")), IsEmpty());
    EXPECT_THAT(Refused(absl::StrCat("contacts { key: ", Quoted(contact), " value: 'a' }")),
                ElementsAre("form.contacts[…]"));
  }
  EXPECT_THAT(Refused(absl::StrCat("contact: 'anna@example.se ", kNumber, "'")), ElementsAre("form.contact"));
}

TEST_F(GuardTest, TellsWhatToDoAndNothingOfTheText) {
  EXPECT_THAT(PersonalDataProblem(kNumber), AllOf(HasSubstr("personal number"), Not(HasSubstr("0017"))));
  EXPECT_THAT(PersonalDataProblem(kNumberOrPhone), AllOf(HasSubstr("+46"), Not(HasSubstr("1235"))));
  EXPECT_THAT(PersonalDataProblem("20151113-1011"), AllOf(HasSubstr("time"), Not(HasSubstr("1011"))));
  EXPECT_THAT(PersonalDataProblem(kEmail), AllOf(HasSubstr("e-mail"), Not(HasSubstr("anna"))));
}

TEST_F(GuardTest, PassesAMistypedNumber) {
  EXPECT_EQ(PersonalDataProblem("900101-0018"), "");
  EXPECT_EQ(PersonalDataProblem("900101-0018 anna@example.se", true), "");
}

}  // namespace
}  // namespace samverkan

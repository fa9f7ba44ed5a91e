#include "gateway/cli/contract.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include "gateway/cli/batch.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/record_view.h"
#include "google/api/resource.pb.h"
#include "samverkan/meetings/v1/meeting.pb.h"
#include "tests/unit/gateway/cli/testing.h"

namespace samverkan::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(ContractTest, FindsWhatCanBeDoneWithEachCollection) {
  const Collection* meetings = TheContract().Find("meetings");
  ASSERT_NE(meetings, nullptr);
  EXPECT_EQ(PathOf(meetings->get), "/samverkan.meetings.v1.MeetingInventoryService/GetMeeting");
  EXPECT_EQ(meetings->list->name(), "ListMeetings");
  EXPECT_EQ(meetings->update->name(), "UpdateMeeting");
  EXPECT_EQ(meetings->remove->name(), "DeleteMeeting");
  EXPECT_EQ(meetings->batch_update->name(), "BatchUpdateMeetings");
  EXPECT_EQ(TheContract().Find("Meeting"), meetings);
  EXPECT_EQ(TheContract().Find("samverkan/Meeting"), meetings);
  EXPECT_EQ(TheContract().Find("meat"), nullptr);
  EXPECT_THAT(TheContract().Words(), testing::IsSupersetOf({"agencies", "members", "organisations", "units"}));
}

TEST(ContractTest, KnowsWhatSomeTypesLack) {
  const Collection* agencies = TheContract().Find("agencies");
  EXPECT_EQ(agencies->batch_update, nullptr);
  EXPECT_EQ(agencies->remove, nullptr);
  EXPECT_EQ(WriteMethod(*agencies), agencies->update);
  EXPECT_EQ(WriteMethod(*TheContract().Find("members")), nullptr);
}

TEST(ContractTest, FindsATypeByItsNamesFormAndByItsMessage) {
  EXPECT_EQ(TheContract().OfName("agencies/af")->word, "agencies");
  EXPECT_EQ(TheContract().OfName("agencies/af/units/u")->word, "units");
  for (const char* name : {"", "agencies", "agencies/af/units", "agencies/af/units/", "agencies/af/nothing/x"}) {
    EXPECT_EQ(TheContract().OfName(name), nullptr) << name;
  }
  EXPECT_EQ(TheContract().OfMessage("type.googleapis.com/samverkan.actors.v1.Unit")->word, "units");
  EXPECT_EQ(TheContract().OfMessage("samverkan.actors.v1.Unit")->word, "units");
  EXPECT_EQ(TheContract().OfMessage("samverkan.actors.v1.UnitX"), nullptr);
}

TEST(ContractTest, ParentsAreWhatStandsBeforeTheLastId) {
  EXPECT_EQ(ParentOf("agencies/af/plans/p/actions/a"), "agencies/af/plans/p");
  EXPECT_EQ(ParentOf("agencies/af/units/u"), "agencies/af");
  EXPECT_EQ(ParentOf("agencies/af"), "");
}

// A service that is compiled in nowhere.
std::string ForeignDescriptors() {
  google::protobuf::FileDescriptorSet set;
  auto* file = set.add_file();
  file->set_name("other/v1/thing.proto");
  file->set_package("other.v1");
  file->set_syntax("proto3");
  auto* thing = file->add_message_type();
  thing->set_name("Thing");
  auto* resource = thing->mutable_options()->MutableExtension(google::api::resource);
  resource->set_type("other/Thing");
  resource->add_pattern("agencies/{agency}/things/{thing}");
  resource->set_plural("things");
  resource->set_singular("thing");
  auto add_field = [](google::protobuf::DescriptorProto* message, const std::string& name, int number) {
    auto* field = message->add_field();
    field->set_name(name);
    field->set_number(number);
    field->set_label(google::protobuf::FieldDescriptorProto::LABEL_OPTIONAL);
    field->set_type(google::protobuf::FieldDescriptorProto::TYPE_STRING);
    return field;
  };
  add_field(thing, "name", 1);
  add_field(thing, "display_name", 2);
  auto* request = file->add_message_type();
  request->set_name("UpdateThingRequest");
  auto* held = add_field(request, "thing", 1);
  held->set_type(google::protobuf::FieldDescriptorProto::TYPE_MESSAGE);
  held->set_type_name(".other.v1.Thing");
  add_field(request, "request_id", 2);
  auto* service = file->add_service();
  service->set_name("ThingService");
  auto* method = service->add_method();
  method->set_name("UpdateThing");
  method->set_input_type(".other.v1.UpdateThingRequest");
  method->set_output_type(".other.v1.Thing");
  return set.SerializeAsString();
}

TEST(ContractTest, WritesATypeThatItKnowsOnlyByItsDescriptors) {
  TemporaryFolder folder;
  Contract contract;
  ASSERT_TRUE(contract.AddDescriptors(folder.Write("foreign.pb", ForeignDescriptors())).ok());
  Line line{.text = R"({"@type":"other.v1.Thing","name":"agencies/af/things/t","displayName":"Sak"})"};
  absl::StatusOr<Record> record = ParseRecord(line, contract);
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->collection->word, "things");
  Batch batch{.collection = record->collection, .parent = "agencies/af"};
  batch.records.push_back(*std::move(record));
  EXPECT_THAT(ToJson(*WriteRequest(contract, batch, {})), HasSubstr("\"displayName\": \"Sak\""));
}

TEST(ContractTest, RefusesWhatIsNoDescriptorFile) {
  TemporaryFolder folder;
  Contract contract;
  EXPECT_FALSE(contract.AddDescriptors(folder.Path("absent")).ok());
  EXPECT_FALSE(contract.AddDescriptors(folder.Write("text", "hello")).ok());
}

TEST(RecordViewTest, ShowsTheNameThenWhatIsRequiredThenShortFields) {
  std::vector<std::string> names;
  for (const auto* field : TableFields(meetings::v1::Meeting::descriptor())) names.push_back(field->name());
  EXPECT_THAT(names, ElementsAre("name", "display_name", "level", "state", "state_day", "convener"));
}

TEST(RecordViewTest, ShowsAResourceInFull) {
  meetings::v1::Meeting meeting;
  meeting.set_name("agencies/af/meetings/m");
  meeting.set_state(meetings::v1::Meeting::STATE_MISSING);
  meeting.add_participants()->set_actor("agencies/fk");
  meeting.mutable_schedule()->mutable_duration()->set_seconds(5400);
  std::string page = RenderPage(meeting);
  EXPECT_THAT(page, HasSubstr("state                  missing\n"));
  EXPECT_THAT(page, HasSubstr("participants[0].actor  agencies/fk\n"));
  EXPECT_THAT(page, HasSubstr("schedule.duration      90 min\n"));
}

TEST(FieldsTest, ReadsAndWritesEnumsAsPeopleDo) {
  const auto* state = meetings::v1::Meeting::State_descriptor();
  EXPECT_EQ(ShortEnum(state, meetings::v1::Meeting::STATE_MISSING), "missing");
  EXPECT_EQ(ShortEnum(state, 77), "77");
  for (const char* word : {"missing", "MISSING", "STATE_MISSING"}) {
    EXPECT_EQ(EnumOfWord(state, word), meetings::v1::Meeting::STATE_MISSING) << word;
  }
  EXPECT_EQ(EnumOfWord(state, "gone"), -1);
  EXPECT_EQ(EnumWords(state), "existing, missing, removable, ended");
}

}  // namespace
}  // namespace samverkan::cli

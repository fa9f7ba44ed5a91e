#include "gateway/routing/wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_service/v1/thing_service.pb.h"

namespace samverkan {
namespace {

using test_service::v1::UpdateThingRequest;

std::string Bytes(std::initializer_list<int> bytes) {
  std::string result;
  for (int byte : bytes) result += static_cast<char>(byte);
  return result;
}

std::string Value(const Peeked& peeked) {
  if (peeked.malformed) return "<malformed>";
  return peeked.value ? std::string(*peeked.value) : "<absent>";
}

TEST(WireTest, FindsAStringInAMessageWithinTheMessage) {
  UpdateThingRequest request;
  request.mutable_thing()->set_name("agencies/af/things/x");
  EXPECT_EQ(Value(PeekString(request.SerializeAsString(), {1, 1})), "agencies/af/things/x");
}

TEST(WireTest, TheLastOccurrenceOfASingularFieldCounts) {
  EXPECT_EQ(Value(PeekString(Bytes({0x0a, 1, 'a', 0x0a, 1, 'b'}), {1})), "b");
}

TEST(WireTest, AMessageThatOccursTwiceIsMerged) {
  UpdateThingRequest first, second;
  first.mutable_thing()->set_name("n");
  second.mutable_thing()->set_text("t");
  std::string twice = first.SerializeAsString() + second.SerializeAsString();
  EXPECT_EQ(Value(PeekString(twice, {1, 1})), "n");
  EXPECT_EQ(Value(PeekString(twice, {1, 2})), "t");
}

TEST(WireTest, AFieldOfAnotherWireTypeIsUnknown) {
  EXPECT_EQ(Value(PeekString(Bytes({0x0a, 1, 'a', 0x08, 7}), {1})), "a");
  EXPECT_EQ(PeekVarint(Bytes({0x08, 7, 0x0a, 1, 'a'}), 1), 7u);
}

TEST(WireTest, AnAbsentFieldIsAbsent) {
  EXPECT_EQ(Value(PeekString("", {1})), "<absent>");
  EXPECT_EQ(PeekVarint("", 1), 0u);
}

TEST(WireTest, WhatIsAppendedOverridesAsAParserSeesIt) {
  UpdateThingRequest request;
  request.mutable_thing()->set_name("old");
  request.mutable_thing()->set_text("kept");
  std::string bytes = request.SerializeAsString();
  AppendString(bytes, {1, 1}, "new");
  ASSERT_TRUE(request.ParseFromString(bytes));
  EXPECT_EQ(request.thing().name(), "new");
  EXPECT_EQ(request.thing().text(), "kept");
  EXPECT_EQ(Value(PeekString(bytes, {1, 1})), "new");
}

TEST(WireTest, RawViewsJoinToTheWhole) {
  std::string bytes = Bytes({0x0a, 1, 'a', 0x10, 0x80, 1, 0x1d, 1, 2, 3, 4, 0x21, 1, 2, 3, 4, 5, 6, 7, 8});
  std::string joined;
  WireReader reader(bytes);
  for (WireField field; reader.Next(field);) joined += std::string(field.raw);
  EXPECT_FALSE(reader.malformed());
  EXPECT_EQ(joined, bytes);
}

struct Hostile {
  const char* what;
  std::string bytes;
};

class HostileBytesTest : public testing::TestWithParam<Hostile> {};

TEST_P(HostileBytesTest, AreRefused) {
  EXPECT_TRUE(PeekString(GetParam().bytes, {1}).malformed);
  EXPECT_FALSE(PeekVarint(GetParam().bytes, 1).has_value());
}

INSTANTIATE_TEST_SUITE_P(
    WireTest, HostileBytesTest,
    testing::Values(
        Hostile{"ATagThatEnds", Bytes({0x80})}, Hostile{"FieldNumberZero", Bytes({0x02, 0})},
        Hostile{"FieldNumberTooLarge", Bytes({0x82, 0x80, 0x80, 0x80, 0x10, 0})},
        Hostile{"AStringLongerThanTheBytes", Bytes({0x0a, 5, 'a'})},
        Hostile{"ALengthNearTwoToThe64", Bytes({0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})},
        Hostile{"AVarintOfElevenBytes", Bytes({0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1})},
        Hostile{"AVarintOver64Bits", Bytes({0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2})},
        Hostile{"AVarintThatEnds", Bytes({0x08, 0x80})}, Hostile{"AGroup", Bytes({0x0b, 0x0c})},
        Hostile{"AReservedWireType", Bytes({0x0e})}, Hostile{"AFixed32ThatEnds", Bytes({0x0d, 1, 2, 3})},
        Hostile{"AFixed64ThatEnds", Bytes({0x09, 1, 2, 3, 4, 5, 6, 7})},
        Hostile{"GarbageAfterAGoodField", Bytes({0x0a, 1, 'a', 0xff})}),
    [](const auto& hostile) { return std::string(hostile.param.what); });

TEST(WireTest, HostileBytesWithinAMessageAreRefused) {
  EXPECT_TRUE(PeekString(Bytes({0x0a, 2, 0x0a, 5}), {1, 1}).malformed);
}

}  // namespace
}  // namespace samverkan

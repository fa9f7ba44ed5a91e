#include "services/platform/identity/policy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace samverkan {
namespace {

using type::v1::Permission;

constexpr Decision kYes = Decision::kAllowed;
constexpr Decision kNo = Decision::kDenied;
constexpr Decision kWho = Decision::kUnauthenticated;

// Who asks, from left to right.
const std::vector<std::pair<std::string, Roles>>& Columns() {
  static const auto& columns = *new std::vector<std::pair<std::string, Roles>>{
      {"no known role", {}},
      {"reader", {Role::kReader}},
      {"contributor", {Role::kContributor}},
      {"process leader", {Role::kProcessLeader}},
      {"operator", {Role::kOperator}},
  };
  return columns;
}

struct Row {
  Permission permission;
  Decision without_token;
  std::vector<Decision> own;
  // On another's slice, whatever the role.
  Decision other;
};

const Row kTable[] = {
    {type::v1::PERMISSION_UNSPECIFIED, kNo, {kNo, kNo, kNo, kNo, kNo}, kNo},
    {type::v1::PERMISSION_PUBLIC, kYes, {kYes, kYes, kYes, kYes, kYes}, kYes},
    {type::v1::PERMISSION_READ, kWho, {kNo, kYes, kYes, kYes, kYes}, kYes},
    {type::v1::PERMISSION_WRITE, kWho, {kNo, kNo, kYes, kYes, kNo}, kNo},
    {type::v1::PERMISSION_DECIDE, kWho, {kNo, kNo, kNo, kYes, kNo}, kNo},
    {type::v1::PERMISSION_OPERATE, kWho, {kNo, kNo, kNo, kNo, kYes}, kNo},
    {static_cast<Permission>(17), kNo, {kNo, kNo, kNo, kNo, kNo}, kNo},
};

class PolicyTest : public testing::TestWithParam<Row> {};

TEST_P(PolicyTest, DecidesOnOnesOwnSliceByRole) {
  for (size_t i = 0; i < Columns().size(); ++i) {
    const auto& [name, roles] = Columns()[i];
    Principal principal{.agency = "af", .roles = roles};
    EXPECT_EQ(Decide(GetParam().permission, &principal, "af"), GetParam().own[i]) << name;
  }
}

TEST_P(PolicyTest, DecidesOnAnothersSliceWhateverTheRole) {
  for (const auto& [name, roles] : Columns()) {
    Principal principal{.agency = "af", .roles = roles};
    // What spans agencies or belongs to none is nobody's own.
    for (const char* owner : {"fk", "af2", "a", "-", ""}) {
      EXPECT_EQ(Decide(GetParam().permission, &principal, owner), GetParam().other) << name << " on '" << owner << "'";
    }
  }
}

TEST_P(PolicyTest, DecidesWithoutAToken) {
  Principal nobody{.roles = {Role::kReader, Role::kContributor, Role::kProcessLeader, Role::kOperator}};
  for (const char* owner : {"af", "-", ""}) {
    EXPECT_EQ(Decide(GetParam().permission, nullptr, owner), GetParam().without_token) << "'" << owner << "'";
    EXPECT_EQ(Decide(GetParam().permission, &nobody, owner), GetParam().without_token) << "'" << owner << "'";
  }
}

INSTANTIATE_TEST_SUITE_P(Table, PolicyTest, testing::ValuesIn(kTable), [](const auto& row) {
  return type::v1::Permission_IsValid(row.param.permission) ? Permission_Name(row.param.permission) : "PERMISSION_NEW";
});

TEST(PolicyTableTest, CoversEveryPermissionOfTheContract) {
  for (int i = 0; i < type::v1::Permission_descriptor()->value_count(); ++i) {
    auto permission = static_cast<Permission>(type::v1::Permission_descriptor()->value(i)->number());
    EXPECT_TRUE(std::any_of(std::begin(kTable), std::end(kTable), [&](const Row& row) {
      return row.permission == permission;
    })) << Permission_Name(permission);
  }
}

TEST(RolesTest, AddUpSeveralRoles) {
  Principal principal{.agency = "af", .roles = {Role::kReader, Role::kOperator}};
  EXPECT_EQ(Decide(type::v1::PERMISSION_OPERATE, &principal, "af"), kYes);
  EXPECT_EQ(Decide(type::v1::PERMISSION_WRITE, &principal, "af"), kNo);
}

TEST(RolesTest, AreNamedAsTokensDo) {
  for (const char* name : {"reader", "contributor", "process_leader", "operator"}) {
    ASSERT_TRUE(RoleNamed(name)) << name;
    EXPECT_EQ(NameOf(*RoleNamed(name)), name);
  }
  for (const char* name : {"", "Reader", "admin", "reader "}) EXPECT_FALSE(RoleNamed(name)) << name;
}

}  // namespace
}  // namespace samverkan

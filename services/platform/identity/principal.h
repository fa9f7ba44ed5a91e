// Who calls: an agency, and in what capacity. Never a natural person.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace samverkan {

enum class Role : uint8_t { kReader, kContributor, kProcessLeader, kOperator };

// A set of roles, as cheap as a number.
class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(std::initializer_list<Role> roles) {
    for (Role role : roles) Add(role);
  }

  constexpr void Add(Role role) { bits_ |= Bit(role); }
  constexpr bool Has(Role role) const { return (bits_ & Bit(role)) != 0; }
  // Whether there is a role that both have.
  constexpr bool HasAnyOf(Roles others) const { return (bits_ & others.bits_) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  friend constexpr bool operator==(Roles, Roles) = default;

 private:
  static constexpr uint8_t Bit(Role role) { return static_cast<uint8_t>(1u << static_cast<uint8_t>(role)); }

  uint8_t bits_ = 0;
};

// The role that tokens call `reader`, `contributor`, `process_leader` or `operator`; nothing for any other word.
std::optional<Role> RoleNamed(absl::string_view name);
absl::string_view NameOf(Role role);

struct Principal {
  // The id of the agency that it speaks for; empty for nobody.
  std::string agency;
  // What the issuer calls the caller: a function or a system.
  std::string subject;
  // What it may do on its own agency's slice.
  Roles roles;
  // Who vouches for it.
  std::string issuer;
};

}  // namespace samverkan

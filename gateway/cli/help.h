// The verbs, and what is told about them.
#pragma once

#include <string>
#include <vector>

#include "gateway/cli/session.h"

namespace samverkan::cli {

struct Verb {
  const char* name;
  // What follows the name.
  const char* usage;
  // In English; texts.cc has the Swedish.
  const char* does;
  std::vector<const char*> flags;
  std::vector<const char*> examples;
  int (*run)(const Session&, const Arguments&);
  // It calls the gateway, or the node of --node.
  bool calls = true;
  // More to know about it, where one line is not enough.
  const char* more = "";
};

const std::vector<Verb>& Verbs();
// Null if there is none.
const Verb* FindVerb(const std::string& name);

std::string HelpText();
std::string HelpText(const Verb& verb);

// The flags that any verb takes.
const std::vector<const char*>& CommonFlags();

}  // namespace samverkan::cli

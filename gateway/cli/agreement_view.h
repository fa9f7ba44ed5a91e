// Agreements and expectations as text, with how each party stands.
#pragma once

#include <string>

#include "services/plans/agreement_status.h"

namespace samverkan::cli {

std::string RenderAgreement(const plans::v1::Agreement& agreement, const SubjectStanding& standing, size_t width);
std::string RenderExpectation(const actors::v1::Expectation& expectation, const SubjectStanding& standing,
                              size_t width);

// One object: the subject, how each party stands, whether it is settled, and who could not be read.
std::string StandingJson(const google::protobuf::Message& subject, const SubjectStanding& standing,
                         const std::set<std::string>& unreachable);

}  // namespace samverkan::cli

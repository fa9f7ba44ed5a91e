// The flags of the command. Each is also read from the environment as SAMVERKAN_<FLAG>.
#pragma once

#include <cstdint>
#include <string>

#include "absl/flags/declare.h"
#include "absl/time/time.h"

ABSL_DECLARE_FLAG(std::string, gateway);
ABSL_DECLARE_FLAG(std::string, token);
ABSL_DECLARE_FLAG(std::string, agency);
ABSL_DECLARE_FLAG(std::string, output);
ABSL_DECLARE_FLAG(std::string, lang);
ABSL_DECLARE_FLAG(std::string, descriptors);
ABSL_DECLARE_FLAG(std::string, tls_ca);
ABSL_DECLARE_FLAG(std::string, tls_certificate);
ABSL_DECLARE_FLAG(std::string, tls_key);
ABSL_DECLARE_FLAG(absl::Duration, timeout);
ABSL_DECLARE_FLAG(bool, progress);

ABSL_DECLARE_FLAG(int, batch);
ABSL_DECLARE_FLAG(int, in_flight);
ABSL_DECLARE_FLAG(absl::Duration, retry_for);
ABSL_DECLARE_FLAG(std::string, resume);

ABSL_DECLARE_FLAG(std::string, parent);
ABSL_DECLARE_FLAG(std::string, filter);
ABSL_DECLARE_FLAG(std::string, order_by);
ABSL_DECLARE_FLAG(int, limit);
ABSL_DECLARE_FLAG(bool, all);
ABSL_DECLARE_FLAG(bool, allow_missing);

ABSL_DECLARE_FLAG(std::string, as);
ABSL_DECLARE_FLAG(bool, dry_run);
ABSL_DECLARE_FLAG(bool, create_missing);
ABSL_DECLARE_FLAG(bool, partial);
ABSL_DECLARE_FLAG(std::string, mapping);
ABSL_DECLARE_FLAG(std::string, flow_id);
ABSL_DECLARE_FLAG(std::string, functions);
ABSL_DECLARE_FLAG(double, threshold);

ABSL_DECLARE_FLAG(std::string, resolution);
ABSL_DECLARE_FLAG(std::string, level);
ABSL_DECLARE_FLAG(std::string, group);
ABSL_DECLARE_FLAG(std::string, day);
ABSL_DECLARE_FLAG(std::string, state);
ABSL_DECLARE_FLAG(bool, own);
ABSL_DECLARE_FLAG(std::string, agencies);
ABSL_DECLARE_FLAG(std::string, municipalities);
ABSL_DECLARE_FLAG(bool, network);
ABSL_DECLARE_FLAG(std::string, since);
ABSL_DECLARE_FLAG(std::string, against);
ABSL_DECLARE_FLAG(std::string, kind);
ABSL_DECLARE_FLAG(std::string, begin);
ABSL_DECLARE_FLAG(std::string, end);
ABSL_DECLARE_FLAG(std::string, draft);
ABSL_DECLARE_FLAG(bool, without_action);
ABSL_DECLARE_FLAG(std::string, from);
ABSL_DECLARE_FLAG(std::string, to);
ABSL_DECLARE_FLAG(std::string, period);
ABSL_DECLARE_FLAG(std::string, plan);
ABSL_DECLARE_FLAG(std::string, format);

ABSL_DECLARE_FLAG(std::string, baseline);

ABSL_DECLARE_FLAG(std::string, due_day);
ABSL_DECLARE_FLAG(std::string, function);
ABSL_DECLARE_FLAG(std::string, stance);
ABSL_DECLARE_FLAG(std::string, note);
ABSL_DECLARE_FLAG(std::string, prediction);
ABSL_DECLARE_FLAG(std::string, outcome);
ABSL_DECLARE_FLAG(std::string, flow);
ABSL_DECLARE_FLAG(std::string, csv);

ABSL_DECLARE_FLAG(std::string, key);
ABSL_DECLARE_FLAG(bool, make_key);
ABSL_DECLARE_FLAG(std::string, issuer);
ABSL_DECLARE_FLAG(std::string, subject);
ABSL_DECLARE_FLAG(std::string, roles);
ABSL_DECLARE_FLAG(double, hours);
ABSL_DECLARE_FLAG(std::string, audience);
ABSL_DECLARE_FLAG(std::string, out);

ABSL_DECLARE_FLAG(std::string, ca);
ABSL_DECLARE_FLAG(std::string, host);
ABSL_DECLARE_FLAG(int, days);

ABSL_DECLARE_FLAG(std::string, types);
ABSL_DECLARE_FLAG(std::string, cursors);
ABSL_DECLARE_FLAG(std::string, node);
ABSL_DECLARE_FLAG(std::string, data);
ABSL_DECLARE_FLAG(std::string, store);
ABSL_DECLARE_FLAG(std::string, store_password_file);

ABSL_DECLARE_FLAG(std::string, seals);
ABSL_DECLARE_FLAG(int64_t, after);

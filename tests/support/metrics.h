// What a test asks of metrics.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "services/platform/telemetry/metric_sources.h"

namespace samverkan {

// The series of that name with exactly these labels; nothing if there is none.
inline std::optional<prometheus::ClientMetric> FindMetric(const MetricFamilies& families, const std::string& name,
                                                          const std::map<std::string, std::string>& labels) {
  for (const auto& family : families) {
    if (family.name != name) continue;
    for (const auto& metric : family.metric) {
      std::map<std::string, std::string> told;
      for (const auto& label : metric.label) told[label.name] = label.value;
      if (told == labels) return metric;
    }
  }
  return std::nullopt;
}

inline std::optional<double> CounterOf(const MetricFamilies& families, const std::string& name,
                                       const std::map<std::string, std::string>& labels = {}) {
  auto metric = FindMetric(families, name, labels);
  return metric ? std::optional(metric->counter.value) : std::nullopt;
}

inline std::optional<double> GaugeOf(const MetricFamilies& families, const std::string& name,
                                     const std::map<std::string, std::string>& labels = {}) {
  auto metric = FindMetric(families, name, labels);
  return metric ? std::optional(metric->gauge.value) : std::nullopt;
}

// All values of a label, over all families.
inline std::set<std::string> LabelValues(const MetricFamilies& families, const std::string& label) {
  std::set<std::string> values;
  for (const auto& family : families) {
    for (const auto& metric : family.metric) {
      for (const auto& each : metric.label) {
        if (each.name == label) values.insert(each.value);
      }
    }
  }
  return values;
}

}  // namespace samverkan

#include "services/platform/telemetry/metric_sources.h"

#include <iterator>
#include <utility>

namespace samverkan {

prometheus::MetricFamily MakeFamily(std::string name, std::string help, prometheus::MetricType type) {
  prometheus::MetricFamily family;
  family.name = std::move(name);
  family.help = std::move(help);
  family.type = type;
  return family;
}

void AddGauge(prometheus::MetricFamily& family, double value, MetricLabels labels) {
  prometheus::ClientMetric& metric = family.metric.emplace_back();
  metric.label = std::move(labels);
  metric.gauge.value = value;
}

void AddCounter(prometheus::MetricFamily& family, double value, MetricLabels labels) {
  prometheus::ClientMetric& metric = family.metric.emplace_back();
  metric.label = std::move(labels);
  metric.counter.value = value;
}

void MetricSources::Add(std::function<MetricFamilies()> source) {
  std::lock_guard lock(mutex_);
  sources_.push_back(std::move(source));
}

MetricFamilies MetricSources::Collect() const {
  std::lock_guard lock(mutex_);
  MetricFamilies all;
  for (const auto& source : sources_) {
    MetricFamilies families = source();
    std::move(families.begin(), families.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace samverkan

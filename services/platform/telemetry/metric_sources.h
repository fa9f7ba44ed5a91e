// Metrics that are worked out when they are asked for, in Prometheus' terms.
#pragma once

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace samverkan {

using MetricFamilies = std::vector<prometheus::MetricFamily>;
using MetricLabels = std::vector<prometheus::ClientMetric::Label>;

prometheus::MetricFamily MakeFamily(std::string name, std::string help, prometheus::MetricType type);
void AddGauge(prometheus::MetricFamily& family, double value, MetricLabels labels = {});
void AddCounter(prometheus::MetricFamily& family, double value, MetricLabels labels = {});

// All that a process tells of itself, put together. Thread-safe.
class MetricSources final : public prometheus::Collectable {
 public:
  // `source` is called on the thread of whoever asks, one at a time.
  void Add(std::function<MetricFamilies()> source);
  MetricFamilies Collect() const override;

 private:
  mutable std::mutex mutex_;
  std::vector<std::function<MetricFamilies()>> sources_;
};

}  // namespace samverkan

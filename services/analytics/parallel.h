// Work on ranges of rows, side by side.
#pragma once

#include <algorithm>
#include <future>
#include <thread>
#include <vector>

namespace samverkan {

// Calls work(sum, begin, end) for the parts of [0, count), each with a Sum of its own made by make(), on as many
// threads as there are cores where the count is worth it; then adds them up by first.Add(other). The same for any
// number of threads only if adding is exact: sum integers, not floating-point numbers.
template <typename Make, typename Work>
auto SumInParallel(size_t count, Make make, Work work) {
  constexpr size_t kWorthAThread = 50'000;
  size_t threads = std::clamp<size_t>(count / kWorthAThread, 1, std::max(1u, std::thread::hardware_concurrency()));
  auto first = make();
  using Sum = decltype(first);
  auto part = [&](Sum& sum, size_t number) { work(sum, count * number / threads, count * (number + 1) / threads); };
  std::vector<std::future<Sum>> others;
  for (size_t number = 1; number < threads; ++number) {
    others.push_back(std::async(std::launch::async, [&, number] {
      Sum sum = make();
      part(sum, number);
      return sum;
    }));
  }
  part(first, 0);
  for (std::future<Sum>& other : others) first.Add(other.get());
  return first;
}

}  // namespace samverkan

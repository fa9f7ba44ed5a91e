#pragma once

#include <csignal>

namespace samverkan::bench {

inline sigset_t EndSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

// Before any thread begins: the signals are for UntilEnded.
inline void BlockEndSignals() {
  sigset_t signals = EndSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

// Waits for SIGTERM or SIGINT.
inline void UntilEnded() {
  sigset_t signals = EndSignals();
  int signal = 0;
  sigwait(&signals, &signal);
}

}  // namespace samverkan::bench

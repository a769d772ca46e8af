import Foundation

/// The processor time of the calling thread, which other tests on the machine do not lengthen.
package enum ThreadClock {
  /// Seconds since some fixed point; only differences mean something.
  package static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

import AssayBase
import Foundation

/// Times workloads: once to warm up, then until the median can be trusted.
enum WorkloadTimer {
  private static let fewest = 3
  private static let most = 25
  private static let enoughSeconds = 1.5

  /// The median time of at least three runs after a warm-up.
  ///
  /// - Throws: What the workload throws.
  static func measure(_ workload: Workload) async throws -> WorkloadMeasurement {
    let body = try await workload.prepare()
    try await body()
    let clock = ContinuousClock()
    var times: [Double] = []
    var total = 0.0
    while times.count < fewest || (times.count < most && total < enoughSeconds) {
      let start = clock.now
      try await body()
      times.append((clock.now - start).inSeconds)
      total += times.last ?? 0
    }
    let median = times.sorted()[times.count / 2]
    return WorkloadMeasurement(
      workload: workload.name, seconds: median, items: workload.items, peakMemoryMiB: peakMemoryMiB,
      threads: ComputeContext.current.threads, operationsPerSecond: try workload.operations() / max(median, 1e-9))
  }

  private static var peakMemoryMiB: Double {
    var usage = rusage()
    #if os(Linux)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return Double(usage.ru_maxrss) / 1024
    #else
      getrusage(RUSAGE_SELF, &usage)
      return Double(usage.ru_maxrss) / 1_048_576
    #endif
  }
}

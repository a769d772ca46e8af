import AssayBase
import Foundation

/// What timing a workload gave.
struct WorkloadMeasurement: Sendable {
  let workload: String
  /// The median of the repeats.
  let seconds: Double
  let items: Double
  /// The most memory that the process ever held, in MiB.
  let peakMemoryMiB: Double
  let threads: Int
  /// The floating-point operations a second of the layers' products; 0 where they are not known.
  let operationsPerSecond: Double

  private var itemsPerSecond: Double { items / max(seconds, 1e-9) }

  /// The line that scripts read, in a fixed order.
  var json: String {
    let members: [(String, JSONValue)] = [
      ("workload", .string(workload)), ("seconds", .number(seconds)),
      ("items", Int(exactly: items).map(JSONValue.integer) ?? .number(items)),
      ("itemsPerSecond", .number(itemsPerSecond)), ("peakMemoryMiB", .number(peakMemoryMiB)),
      ("threads", .integer(threads)),
    ]
    return "{\(members.map { "\(JSONValue.string($0.0)): \($0.1)" }.joined(separator: ", "))}"
  }

  /// The columns that compare with the most that the machine can do.
  func rooflineCells(peak: Double) -> [String] {
    guard operationsPerSecond > 0 else { return ["", ""] }
    return [
      String(format: "%.0f", operationsPerSecond / 1e9), String(format: "%.0f %%", 100 * operationsPerSecond / peak),
    ]
  }

  /// The row of the table.
  var cells: [String] {
    [
      workload, String(format: "%.5f", seconds), String(format: "%.1f", itemsPerSecond),
      String(format: "%.0f", peakMemoryMiB), "\(threads)",
    ]
  }
}

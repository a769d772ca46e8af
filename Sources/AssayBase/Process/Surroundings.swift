import Foundation

/// Where the process runs: in front of a person, or in continuous integration.
package enum Surroundings {
  /// Whether a continuous integration service runs the process: all of them set `CI`.
  package static let isContinuousIntegration: Bool = isOn(ProcessInfo.processInfo.environment["CI"])

  /// What a switch in the environment says: on, unless it is missing, empty, "0", "false" or "no".
  package static func isOn(_ value: String?) -> Bool {
    !["", "0", "false", "no"].contains((value ?? "").lowercased())
  }
}

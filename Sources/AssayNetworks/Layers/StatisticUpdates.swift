import AssayTensor
import Synchronization

/// Collects the running statistics that a forward pass in training changes.
public final class StatisticUpdates: Sendable {
  private let values = Mutex<[String: Tensor]>([:])

  /// Makes an empty collection.
  public init() {}

  /// What was collected.
  public var all: [String: Tensor] { values.withLock { $0 } }

  func set(_ name: String, _ value: Tensor) {
    values.withLock { $0[name] = value }
  }
}

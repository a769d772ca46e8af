import AssayNetworks
import AssayTensor
import Synchronization

/// A network whose logits are changed on the way out: a model that breaks its contract in one way.
struct Altered: DifferentiableClassifier {
  let base: Network
  var classCountClaimed: Int?
  /// Gets the logits and the number of evaluations before this one.
  let alter: @Sendable (_ logits: Tensor, _ call: Int) throws -> Tensor

  private let calls = Counter()

  init(
    _ base: Network, classCountClaimed: Int? = nil,
    _ alter: @escaping @Sendable (_ logits: Tensor, _ call: Int) throws -> Tensor
  ) {
    self.base = base
    self.classCountClaimed = classCountClaimed
    self.alter = alter
  }

  var name: String { "altered" }
  var inputShape: Shape { base.inputShape }
  var classCount: Int { classCountClaimed ?? base.classCount }

  func logits(for images: Tensor) throws -> Logits {
    Logits(try alter(base.logits(for: images).values, calls.next()))
  }

  func logitsWithPullback(for images: Tensor) throws -> (logits: Logits, pullback: (Tensor) throws -> Tensor) {
    let (logits, pullback) = try base.logitsWithPullback(for: images)
    return (Logits(try alter(logits.values, calls.next())), pullback)
  }
}

/// Counts from any thread.
final class Counter: Sendable {
  private let count = Atomic<Int>(0)

  /// The number of calls before this one.
  func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).oldValue }

  /// The number of calls.
  var value: Int { count.load(ordering: .relaxed) }
}

import AssayTensor
import Synchronization

/// Collects the logits of auxiliary heads on a forward pass in training.
final class AuxiliaryLogits: Sendable {
  private let values = Mutex<[TrainingLogits.Auxiliary]>([])

  /// What was collected, in the order of the heads.
  var all: [TrainingLogits.Auxiliary] { values.withLock { $0 } }

  func append(weight: Float, _ logits: () -> Tensor) {
    let head = TrainingLogits.Auxiliary(logits: logits(), lossWeight: weight)
    values.withLock { $0.append(head) }
  }
}

import AssayTensor
import Synchronization

/// Packed weights that are made when they are first asked for, once, whichever thread asks.
final class LazyWeights: Sendable {
  private let packed = Mutex<TensorStorage?>(nil)

  /// The weights; `pack` makes them the first time, while others who ask wait.
  func value(_ pack: () -> TensorStorage) -> TensorStorage {
    packed.withLock { packed in
      if let packed { return packed }
      let made = pack()
      packed = made
      return made
    }
  }
}

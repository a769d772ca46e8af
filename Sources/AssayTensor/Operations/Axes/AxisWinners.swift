/// Where the maximum along an axis is, for every other index: in the storage order of the result.
final class AxisWinners: Sendable {
  // Indices are 32-bit integers in a float block: the same size, and the pool then serves both.
  private let storage: TensorStorage

  init(count: Int) { storage = TensorStorage(count: count) }

  var pointer: UnsafeMutablePointer<Int32> {
    UnsafeMutableRawPointer(storage.pointer).assumingMemoryBound(to: Int32.self)
  }
}

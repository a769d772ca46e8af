/// Where the maximum of every window is: row · width + column, in the storage order of the output.
final class WinnerIndices: Sendable {
  // Indices are 32-bit integers in a float block: the same size, and the pool then serves both.
  private let storage: TensorStorage

  init(count: Int) { storage = TensorStorage(count: count) }

  func pointer(image: Int, of shape: Shape) -> UnsafeMutablePointer<Int32> {
    UnsafeMutableRawPointer(storage.pointer + image * shape[1] * shape[2] * shape[3])
      .assumingMemoryBound(to: Int32.self)
  }
}

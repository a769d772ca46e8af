/// A block of floats, aligned to 64 bytes, that returns to a pool when nobody holds it.
///
/// Written once, by whoever made it, before anyone else sees it; read-only from then on. That is what makes sharing it
/// between threads sound, and is why this is one of the few unchecked types.
package final class TensorStorage: @unchecked Sendable {
  /// The floats; 16 more than `count` may be read (kernels read whole vectors), none of them may be relied on.
  package let pointer: UnsafeMutablePointer<Float>
  /// The number of floats in use.
  package let count: Int
  private let block: MemoryBlock
  /// The number of floats that fit.
  package var capacity: Int { block.byteCount / MemoryLayout<Float>.stride - 16 }

  /// Takes a block of at least `count` floats whose contents are arbitrary.
  package init(count: Int) {
    self.count = count
    block = StoragePool.shared.take(bytes: (count + 16) * MemoryLayout<Float>.stride)
    pointer = block.pointer.assumingMemoryBound(to: Float.self)
  }

  deinit {
    StoragePool.shared.give(back: block)
  }
}

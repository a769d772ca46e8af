import Foundation
import Synchronization

/// Keeps freed blocks for the next tensor of about the same size, since fresh pages cost more than small kernels.
package final class StoragePool: Sendable {
  /// A block of memory of one of the pool's size classes.
  package struct Block: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
    let byteCount: Int

    /// From here on blocks are mapped pages: those go back to the system when they are freed, where the allocator would
    /// keep them in a heap that only shrinks at its end.
    private static let leastMapped = 1 << 20

    /// Takes a block from the system.
    init(byteCount: Int) {
      self.byteCount = byteCount
      guard byteCount >= Self.leastMapped else {
        pointer = .allocate(byteCount: byteCount, alignment: 64)
        return
      }
      let pages = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
      guard let pages, pages != MAP_FAILED else { preconditionFailure("no memory for \(byteCount) bytes") }
      pointer = pages
    }

    /// Gives the block back to the system.
    func deallocate() {
      if byteCount >= Self.leastMapped { munmap(pointer, byteCount) } else { pointer.deallocate() }
    }
  }

  private struct State {
    var free: [Int: [Block]] = [:]
    var cachedBytes = 0
  }

  /// The pool of the process.
  package static let shared = StoragePool(limit: 96 << 20)

  private let limit: Int
  private let state = Mutex(State())

  /// Makes a pool that keeps at most `limit` bytes of freed blocks.
  init(limit: Int) {
    self.limit = limit
  }

  /// A block of at least `bytes` bytes, aligned to 64.
  func take(bytes: Int) -> Block {
    let size = Self.sizeClass(bytes)
    let cached: Block? = state.withLock { state in
      guard let block = state.free[size]?.popLast() else { return nil }
      state.cachedBytes -= size
      return block
    }
    return cached ?? Block(byteCount: size)
  }

  /// Returns a block to the pool, or to the system when the pool is full.
  func give(back block: Block) {
    let kept = state.withLock { state in
      guard state.cachedBytes + block.byteCount <= limit else { return false }
      state.free[block.byteCount, default: []].append(block)
      state.cachedBytes += block.byteCount
      return true
    }
    if !kept { block.deallocate() }
  }

  /// Returns all cached blocks to the system: after work whose sizes do not come back, such as packing weights.
  package func drain() {
    let blocks = state.withLock { state in
      defer { state = State() }
      return state.free.values.flatMap { $0 }
    }
    for block in blocks { block.deallocate() }
  }

  /// The least of 1, 1.25, 1.5, 1.75 times a power of two that holds `bytes`, at least 256: wastes under a quarter.
  package static func sizeClass(_ bytes: Int) -> Int {
    guard bytes > 256 else { return 256 }
    let power = 1 << (Int.bitWidth - 1 - (bytes - 1).leadingZeroBitCount)
    let step = power / 4
    return (bytes + step - 1) / step * step
  }
}

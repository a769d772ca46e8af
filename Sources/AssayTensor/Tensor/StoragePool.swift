import Foundation
import Synchronization

/// Keeps freed blocks for the next tensor of about the same size, since fresh pages cost more than small kernels.
package final class StoragePool: Sendable {
  /// A block of memory of one of the pool's size classes.
  package struct Block: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
    let byteCount: Int
  }

  private struct State {
    var free: [Int: [Block]] = [:]
    var cachedBytes = 0
    var usedBytes = 0
    /// The most that was ever in use.
    var mostUsedBytes = 0

    /// Takes out blocks, the largest first, until no more than `bytes` are left.
    mutating func shrink(to bytes: Int) -> [Block] {
      var removed: [Block] = []
      while cachedBytes > max(0, bytes), let size = free.keys.max() {
        guard let block = free[size]?.popLast() else {
          free[size] = nil
          continue
        }
        cachedBytes -= size
        removed.append(block)
      }
      return removed
    }
  }

  /// The pool of the process.
  package static let shared = StoragePool(limit: 96 << 20)

  private let limit: Int
  private let state = Mutex(State())

  /// Makes a pool that holds at most `limit` bytes of freed blocks, or as many as keep it within what was once in use.
  ///
  /// So a step of training finds the memory of the one before, and no step takes more than it needs.
  init(limit: Int) {
    self.limit = limit
  }

  /// A block of at least `bytes` bytes, aligned to 64.
  func take(bytes: Int) -> Block {
    let size = Self.sizeClass(bytes)
    let (cached, removed): (Block?, [Block]) = state.withLock { state in
      state.usedBytes += size
      state.mostUsedBytes = max(state.mostUsedBytes, state.usedBytes)
      if let block = state.free[size]?.popLast() {
        state.cachedBytes -= size
        return (block, [])
      }
      return (nil, state.shrink(to: allowance(state)))
    }
    for block in removed { block.pointer.deallocate() }
    return cached ?? Block(pointer: .allocate(byteCount: size, alignment: 64), byteCount: size)
  }

  /// Returns a block to the pool, or to the system when the pool is full.
  func give(back block: Block) {
    let kept = state.withLock { state in
      state.usedBytes -= block.byteCount
      guard state.cachedBytes + block.byteCount <= allowance(state) else { return false }
      state.free[block.byteCount, default: []].append(block)
      state.cachedBytes += block.byteCount
      return true
    }
    if !kept { block.pointer.deallocate() }
  }

  /// How many bytes may be kept beside those in use.
  private func allowance(_ state: State) -> Int { max(limit, state.mostUsedBytes) - state.usedBytes }

  /// The least of 1, 1.25, 1.5, 1.75 times a power of two that holds `bytes`, at least 256: wastes under a quarter.
  package static func sizeClass(_ bytes: Int) -> Int {
    guard bytes > 256 else { return 256 }
    let power = 1 << (Int.bitWidth - 1 - (bytes - 1).leadingZeroBitCount)
    let step = power / 4
    return (bytes + step - 1) / step * step
  }
}

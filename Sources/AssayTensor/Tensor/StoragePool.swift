import Foundation
import Synchronization

/// Keeps freed blocks for the next tensor of about the same size, since fresh pages cost more than small kernels.
///
/// Small blocks wait on shelves near the threads; to the rest of the pool they count as used.
package final class StoragePool: Sendable {
  private struct State {
    var free: [Int: [MemoryBlock]] = [:]
    var cachedBytes = 0
    var usedBytes = 0
    /// The most that was ever in use.
    var mostUsedBytes = 0

    /// Takes out the smallest block of at least `size` bytes and of less than twice as many.
    mutating func pop(_ size: Int) -> MemoryBlock? {
      let isLarge = size >= StoragePool.largeSize
      let best = isLarge ? free.keys.filter { $0 >= size && $0 < 2 * size && free[$0]?.isEmpty == false }.min() : size
      guard let best, let block = free[best]?.popLast() else { return nil }
      cachedBytes -= best
      return block
    }

    /// Takes out blocks, the largest first, until no more than `bytes` are left.
    mutating func shrink(to bytes: Int) -> [MemoryBlock] {
      var removed: [MemoryBlock] = []
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

  /// The pool of the process; with `ASSAY_POISON=1` in the environment a poisonous one.
  package static let shared = StoragePool(
    limit: 96 << 20, isPoisonous: ProcessInfo.processInfo.environment["ASSAY_POISON"] == "1")

  private let limit: Int
  private let isPoisonous: Bool
  private let state = Mutex(State())
  private let shelves = BlockShelf.row()

  /// Makes a pool that holds `limit` bytes, used and free, or a quarter more than was ever in use at once.
  ///
  /// So a step of training finds the memory of the one before. Measured: with less than a quarter to spare, blocks leave
  /// for others of which the next step wants them back.
  ///
  /// A poisonous pool fills every block with NaN when it gives it away and when it gets it back. So a result that depends
  /// on memory which nobody has written, or which has been given back, becomes NaN instead of being right by chance.
  package init(limit: Int, isPoisonous: Bool = false) {
    self.limit = limit
    self.isPoisonous = isPoisonous
  }

  deinit {
    drain()
  }

  /// The bytes of all blocks, used and free.
  package var heldBytes: Int { state.withLock { $0.usedBytes + $0.cachedBytes } }

  /// A block of at least `bytes` bytes, aligned to 64.
  package func take(bytes: Int) -> MemoryBlock {
    let block = find(Self.sizeClass(bytes))
    if isPoisonous { block.poison() }
    return block
  }

  private func find(_ size: Int) -> MemoryBlock {
    if size <= BlockShelf.largestSize, let block = shelves[BlockShelf.number].take(size) { return block }
    let (cached, removed): (MemoryBlock?, [MemoryBlock]) = state.withLock { state in
      let block = state.pop(size)
      state.usedBytes += block?.byteCount ?? size
      state.mostUsedBytes = max(state.mostUsedBytes, state.usedBytes)
      return (block, block == nil ? state.shrink(to: allowance(state)) : [])
    }
    for block in removed { block.deallocate() }
    return cached ?? MemoryBlock(byteCount: size)
  }

  /// Returns a block to the pool, or to the system when the pool is full.
  package func give(back block: MemoryBlock) {
    if isPoisonous { block.poison() }
    if block.byteCount <= BlockShelf.largestSize, shelves[BlockShelf.number].keep(block) { return }
    store(block)
  }

  private func store(_ block: MemoryBlock) {
    let kept = state.withLock { state in
      state.usedBytes -= block.byteCount
      guard state.cachedBytes + block.byteCount <= allowance(state) else { return false }
      state.free[block.byteCount, default: []].append(block)
      state.cachedBytes += block.byteCount
      return true
    }
    if !kept { block.deallocate() }
  }

  /// Returns all free blocks to the system and forgets how much was ever in use: after work whose sizes do not come back,
  /// such as packing weights.
  package func drain() {
    for shelf in shelves { shelf.clear().forEach(store) }
    let blocks = state.withLock { state in
      state.mostUsedBytes = state.usedBytes
      return state.shrink(to: 0)
    }
    for block in blocks { block.deallocate() }
  }

  /// From this size on, a block may serve what needs less: new pages cost more than the search.
  private static let largeSize = 1 << 20

  /// How many bytes may be kept beside those in use.
  private func allowance(_ state: State) -> Int { max(limit, state.mostUsedBytes / 4 * 5) - state.usedBytes }

  /// The least of 1, 1.25, 1.5, 1.75 times a power of two that holds `bytes`, at least 256: wastes under a quarter.
  package static func sizeClass(_ bytes: Int) -> Int {
    guard bytes > 256 else { return 256 }
    let power = 1 << (Int.bitWidth - 1 - (bytes - 1).leadingZeroBitCount)
    let step = power / 4
    return (bytes + step - 1) / step * step
  }
}

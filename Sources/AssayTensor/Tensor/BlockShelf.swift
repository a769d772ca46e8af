import Foundation
import Synchronization

/// Small free blocks that wait where the threads are which use them, so that a thread seldom waits for another's.
///
/// Threads are dealt to a few shelves. Nobody waits at a shelf: who finds it in use goes on to the pool behind it.
final class BlockShelf: Sendable {
  private struct State {
    var free: [[MemoryBlock]] = Array(repeating: [], count: BlockShelf.place(of: BlockShelf.largestSize) + 1)
    var bytes = 0
  }

  /// The largest blocks that a shelf keeps.
  static let largestSize = 64 << 10

  /// The most bytes that a shelf keeps.
  private static let limit = 1 << 20

  private let state = Mutex(State())

  /// The shelves of a pool, one for each ``number``.
  static func row() -> [BlockShelf] { (0..<8).map { _ in BlockShelf() } }

  /// The number of the shelf that serves the calling thread, among eight.
  static var number: Int {
    let thread = withUnsafeBytes(of: pthread_self()) { $0.loadUnaligned(as: UInt.self) }
    // Threads lie at regular distances: the product's highest bits depend on all of theirs.
    return Int(truncatingIfNeeded: (UInt64(thread) &* 0x9E37_79B9_7F4A_7C15) >> 61)
  }

  /// A block of just the class `size`, if there is one.
  func take(_ size: Int) -> MemoryBlock? {
    let found = state.withLockIfAvailable { state -> MemoryBlock? in
      guard let block = state.free[Self.place(of: size)].popLast() else { return nil }
      state.bytes -= size
      return block
    }
    return found ?? nil
  }

  /// Keeps a block, if there is room for it.
  func keep(_ block: MemoryBlock) -> Bool {
    let isKept = state.withLockIfAvailable { state in
      guard state.bytes + block.byteCount <= Self.limit else { return false }
      state.free[Self.place(of: block.byteCount)].append(block)
      state.bytes += block.byteCount
      return true
    }
    return isKept ?? false
  }

  /// Takes out all blocks.
  func clear() -> [MemoryBlock] {
    state.withLock { state in
      defer { state = State() }
      return state.free.flatMap { $0 }
    }
  }

  /// The number of the size class `size`: four to each power of two from 256 on.
  private static func place(of size: Int) -> Int {
    let power = Int.bitWidth - 1 - size.leadingZeroBitCount
    return (power - 8) * 4 + (size >> (power - 2)) - 4
  }
}

import Foundation

/// A block of memory, aligned to 64 bytes: of one of the size classes of ``StoragePool``.
package struct MemoryBlock: @unchecked Sendable {
  package let pointer: UnsafeMutableRawPointer
  package let byteCount: Int

  /// Takes new memory. Blocks of many pages come straight from the system and go back to it whole, where an allocator
  /// would keep what lies between others.
  init(byteCount: Int) {
    self.byteCount = byteCount
    guard byteCount >= Self.fewestMapped else {
      pointer = .allocate(byteCount: byteCount, alignment: 64)
      return
    }
    let mapped = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard let mapped, mapped != UnsafeMutableRawPointer(bitPattern: -1) else {
      preconditionFailure("the system has no \(byteCount) bytes of memory left")
    }
    pointer = mapped
    #if os(Linux)
      // Pages of two megabytes, where the system has them: fewer to be made, and to be looked up.
      if byteCount >= Self.fewestLarge { madvise(mapped, byteCount, MADV_HUGEPAGE) }
    #endif
  }

  /// Sets all bits, which is NaN as a float and as a double.
  func poison() { memset(pointer, 0xFF, byteCount) }

  /// Gives the memory up; nobody may look at it any more.
  func deallocate() {
    if byteCount >= Self.fewestMapped {
      munmap(pointer, byteCount)
    } else {
      pointer.deallocate()
    }
  }

  private static let fewestMapped = 1 << 20
  private static let fewestLarge = 4 << 20
}

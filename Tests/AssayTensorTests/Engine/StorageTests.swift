import AssayTensor
import Dispatch
import Synchronization
import Testing

/// Shapes, elements in their order, rows, and the pool of blocks.
@Suite struct StorageTests {
  @Test func shapesPrint() {
    #expect(Shape([128, 1, 28, 28]).description == "128×1×28×28")
    #expect(Shape.scalar.description == "scalar" && Shape([]).count == 1 && Shape([0, 3]).count == 0)
    #expect("\(Shape([7]))" == "7" && Shape([2, 3]).rank == 2 && Shape([2, 3])[1] == 3)
    #expect(Tensor(shape: [2], elements: [1, 2.5]).description == "Tensor 2 [1.0, 2.5]")
    #expect(Tensor.zeros([3, 3]).description.hasSuffix("0.0, …]"))
  }

  @Test func elementsComeBackInTheirOrder() {
    let shapes: [Shape] = [
      [], [5], [3, 4], [2, 3, 4], [2, 3, 4, 5], [1, 17, 3, 1], [2, 1, 5, 5], [2, 2, 2, 2, 2],
    ]
    for shape in shapes {
      let elements = (0..<shape.count).map { Float($0) }
      #expect(Tensor(shape: shape, elements: elements).elements == elements)
      #expect(Tensor(shape: shape, elements: elements).reshaped(to: [shape.count]).elements == elements)
    }
  }

  @Test func rowsAreTaken() {
    let x = Tensor(shape: [4, 2, 1, 2], elements: (0..<16).map { Float($0) })
    #expect(x.rows(1..<3).elements == [4, 5, 6, 7, 8, 9, 10, 11])
    #expect(x.rows([3, 0, 3]).elements == [12, 13, 14, 15, 0, 1, 2, 3, 12, 13, 14, 15])
    #expect(x.rows(2..<2).shape == [0, 2, 1, 2])
    #expect(haveSameBits(.concatenatingRows([x.rows(0..<1), x.rows(1..<1), x.rows(1..<4)]), x))
  }

  @Test func identityIsThatOfBits() {
    let zeros = (Tensor(shape: [1], elements: [0]), Tensor(shape: [1], elements: [-0.0]))
    #expect(!zeros.0.isIdentical(to: zeros.1) && zeros.0.isIdentical(to: .zeros([1])))
    #expect(!Tensor.zeros([2, 3]).isIdentical(to: .zeros([3, 2])))
    let odd = Tensor(shape: [1], elements: [.nan])
    #expect(odd.isIdentical(to: odd))
  }

  @Test func sizeClassesHoldTheirBytesAndWasteLittle() {
    #expect(StoragePool.sizeClass(0) == 256 && StoragePool.sizeClass(256) == 256 && StoragePool.sizeClass(257) == 320)
    for bytes in [300, 1000, 1024, 1025, 5000, 65_536, 65_537, 1_000_003, 96 << 20] {
      let size = StoragePool.sizeClass(bytes)
      #expect(size >= bytes && Double(size) < 1.25 * Double(bytes) + 64)
      #expect(size % 64 == 0 && StoragePool.sizeClass(size) == size)
    }
  }

  @Test func blocksAreUsedAgain() {
    let pool = StoragePool(limit: 8 << 20)
    let (small, large) = (pool.take(bytes: 1000), pool.take(bytes: 3 << 20))
    let places = (small.pointer, large.pointer)
    pool.give(back: small)
    pool.give(back: large)
    #expect(pool.take(bytes: 900).pointer == places.0)
    // A large block serves what needs more than half of it.
    #expect(pool.heldBytes == small.byteCount + large.byteCount)
    let again = pool.take(bytes: 2 << 20)
    #expect(again.pointer == places.1 && again.byteCount == large.byteCount)
    #expect(pool.heldBytes == small.byteCount + large.byteCount)
  }

  @Test func freeBlocksLeaveForNewOnes() {
    let pool = StoragePool(limit: 4 << 20)
    for _ in 0..<3 {
      let blocks = (0..<3).map { _ in pool.take(bytes: 2 << 20) }
      blocks.forEach(pool.give(back:))
      #expect(pool.heldBytes == 6 << 20)
    }
    // Six and a quarter more, as used before: of the free blocks one stays.
    let other = pool.take(bytes: 5 << 20)
    #expect(other.byteCount == 5 << 20 && pool.heldBytes == 7 << 20)
    pool.give(back: other)
    #expect(pool.heldBytes == 7 << 20)
  }

  @Test func aPoisonousPoolLeavesNoNumbersBehind() {
    let pool = StoragePool(limit: 8 << 20, isPoisonous: true)
    for bytes in [1000, 100_000, 2 << 20] {
      let block = pool.take(bytes: bytes)
      let floats = UnsafeMutableBufferPointer(
        start: block.pointer.assumingMemoryBound(to: Float.self), count: block.byteCount / 4)
      #expect(floats.allSatisfy { $0.isNaN })
      floats.update(repeating: 1)
      pool.give(back: block)
      // The pool still holds it.
      #expect(floats.allSatisfy { $0.isNaN })
    }
  }

  /// More threads than shelves, each with sizes that all others use too: nobody gets what another holds.
  @Test func threadsShareBlocks() {
    let pool = StoragePool(limit: 8 << 20)
    let mistakes = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 12) { thread in
      for round in 0..<40 {
        let blocks = (0..<4).map { pool.take(bytes: 1000 * (($0 + round) % 90 + 1)) }
        for block in blocks { block.pointer.storeBytes(of: thread, as: Int.self) }
        let isOwn = blocks.allSatisfy { $0.pointer.load(as: Int.self) == thread }
        if !isOwn || Set(blocks.map(\.pointer)).count < 4 { mistakes.add(1, ordering: .relaxed) }
        blocks.forEach(pool.give(back:))
      }
    }
    #expect(mistakes.load(ordering: .relaxed) == 0)
    #expect(pool.heldBytes > 0 && pool.heldBytes <= 17 << 20)
    pool.drain()
    #expect(pool.heldBytes == 0)
  }

  @Test func blocksAreAligned() {
    for count in [0, 1, 15, 16, 17, 1000, 100_000] {
      #expect(UInt(bitPattern: TensorStorage(count: count).pointer) % 64 == 0)
    }
  }
}

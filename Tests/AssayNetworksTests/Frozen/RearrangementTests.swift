import AssayBase
import AssayNetworks
import Testing

/// Rearrangements of numbers in memory, against what they do to numbers.
@Suite struct RearrangementTests {
  /// The places in the source, in the order of the result.
  private func places(_ rearrangement: Rearrangement) -> [Int] {
    var places = [rearrangement.offset]
    for (extent, stride) in zip(rearrangement.extents, rearrangement.strides) {
      places = places.flatMap { place in (0..<extent).map { place + $0 * stride } }
    }
    return places
  }

  /// A view of a row-major array: its axes in another order, or a part of one of them, seen in random pieces.
  private func random(of count: Int, _ stream: inout RandomStream) -> Rearrangement {
    var (extents, rest) = ([Int](), count)
    for factor in [2, 3, 2, 5, 2] where rest % factor == 0 {
      if stream.integer(below: 2) == 0, let last = extents.popLast() {
        extents.append(last * factor)
      } else {
        extents.append(factor)
      }
      rest /= factor
    }
    extents.append(rest)
    var strides = [Int]()
    for index in extents.indices { strides.append(extents[(index + 1)...].reduce(1, *)) }
    var axes = Array(extents.indices)
    for index in axes.indices.dropFirst() { axes.swapAt(index, Int(stream.integer(below: UInt64(index + 1)))) }
    var (sizes, offset) = (extents, 0)
    if stream.integer(below: 2) == 0 {
      let cut = Int(stream.integer(below: UInt64(axes.count)))
      let first = Int(stream.integer(below: UInt64(extents[cut])))
      sizes[cut] = 1 + Int(stream.integer(below: UInt64(extents[cut] - first)))
      offset = first * strides[cut]
    }
    return Rearrangement(
      extents: axes.map { sizes[$0] }, strides: axes.map { strides[$0] }, offset: offset, sourceCount: count)
  }

  @Test func oneAfterAnotherTakesWhatBothTake() throws {
    var stream = RandomStream(RandomKey(seed: 5))
    var joined = 0
    for _ in 0..<2000 {
      let first = random(of: 120, &stream)
      let second = random(of: first.count, &stream)
      guard let both = second.after(first) else { continue }
      joined += 1
      let source = places(first)
      #expect(places(both) == places(second).map { source[$0] }, "\(first), then \(second)")
    }
    #expect(joined > 1000)
  }

  @Test func theInversePutsNumbersBack() {
    var stream = RandomStream(RandomKey(seed: 6))
    for _ in 0..<300 {
      let rearrangement = random(of: 120, &stream)
      guard rearrangement.isComplete else { continue }
      let back = places(rearrangement.inverse)
      let source = places(rearrangement)
      #expect((0..<120).allSatisfy { source[back[$0]] == $0 })
      #expect(rearrangement.inverse.after(rearrangement)?.isIdentity == true)
    }
  }

  @Test func stridesAlongGivenAxesLeadToTheSamePlaces() {
    let heads = Rearrangement(extents: [2, 5, 4], strides: [4, 24, 1], offset: 8, sourceCount: 120)
    #expect(heads.strides(along: [1, 2, 5, 4]) == [0, 4, 24, 1])
    #expect(heads.strides(along: [2, 5, 2, 2]) == [4, 24, 2, 1])
    #expect(heads.strides(along: [10, 4]) == nil)
    #expect(heads.strides(along: [2, 5, 5]) == nil)
    #expect(Rearrangement(extents: [6, 1, 4], strides: [4, 9, 1], sourceCount: 24).isIdentity)
    #expect(!heads.isComplete && !heads.isIdentity && heads.count == 40)
  }
}

import AssayBase
import Testing

@testable import AssayImages

struct ImageOperationTests {
  private func image(_ rows: [[Float]]) throws -> Image {
    try Image(size: ImageSize(channels: 1, height: rows.count, width: rows[0].count), values: rows.flatMap { $0 })
  }

  private func random(_ size: ImageSize, seed: UInt64) throws -> Image {
    var stream = RandomStream(RandomKey(seed: seed))
    return try Image(size: size, values: (0..<size.count).map { _ in stream.uniform(0, 1) })
  }

  @Test func flipsAndTurnsMoveTheRightPixels() throws {
    let original = try image([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]])
    #expect(try original.flippedHorizontally() == image([[0.3, 0.2, 0.1], [0.6, 0.5, 0.4]]))
    #expect(try original.flippedVertically() == image([[0.4, 0.5, 0.6], [0.1, 0.2, 0.3]]))
    #expect(try original.rotated90() == image([[0.4, 0.1], [0.5, 0.2], [0.6, 0.3]]))
    #expect(try original.rotated90(-1) == image([[0.3, 0.6], [0.2, 0.5], [0.1, 0.4]]))
  }

  @Test func flipsAndTurnsFormTheSquaresGroup() throws {
    let original = try random(ImageSize(channels: 3, height: 5, width: 7), seed: 3)
    #expect(original.flippedHorizontally().flippedHorizontally() == original)
    #expect(original.flippedVertically().flippedVertically() == original)
    #expect(original.rotated90(2) == original.flippedVertically().flippedHorizontally())
    #expect(original.rotated90().rotated90(3) == original)
    #expect(original.rotated90(3) == original.rotated90(-1))
    #expect(original.rotated90(.min) == original)
    #expect(original.rotated90().flippedHorizontally() == original.flippedVertically().rotated90())
  }

  @Test func shiftsFillTheBorder() throws {
    let original = try image([[0.1, 0.2], [0.3, 0.4]])
    #expect(original.shifted(rows: 0, columns: 0) == original)
    #expect(try original.shifted(rows: 1, columns: 0) == image([[0, 0], [0.1, 0.2]]))
    #expect(try original.shifted(rows: 0, columns: -1, fill: 1) == image([[0.2, 1], [0.4, 1]]))
    #expect(try original.shifted(rows: .max, columns: .min, fill: 0.5) == image([[0.5, 0.5], [0.5, 0.5]]))
  }

  @Test func brightnessAndContrastStayInRange() throws {
    let original = try image([[0, 0.25, 0.5, 1]])
    #expect(try original.brightened(by: 0.25) == image([[0.25, 0.5, 0.75, 1]]))
    #expect(try original.brightened(by: -.infinity) == image([[0, 0, 0, 0]]))
    #expect(try original.contrast(0) == image([[0.5, 0.5, 0.5, 0.5]]))
    #expect(try original.contrast(2) == image([[0, 0, 0.5, 1]]))
    #expect(original.contrast(1) == original && original.brightened(by: 0) == original)
  }

  @Test func distancesFollowTheirDefinitions() throws {
    let size = ImageSize(channels: 2, height: 1, width: 2)
    let first = try Image(size: size, values: [0, 0.5, 1, 0.25])
    let second = try Image(size: size, values: [0.75, 0.5, 0, 0.25])
    #expect(try first.linfDistance(to: second) == 1)
    #expect(try first.l2Distance(to: second) == 1.25)
    #expect(try first.l1Distance(to: second) == 1.75)
    #expect(try first.l0Distance(to: second) == 2)
    #expect(try first.changedPixels(from: second) == 1)
    #expect(try first.l2Distance(to: first) == 0)
    let other = try Image(size: ImageSize(channels: 1, height: 2, width: 2), values: [0, 0, 0, 0])
    #expect(fault { try first.linfDistance(to: other) }?.kind == .shapeMismatch)
    #expect(fault { try first.l2Distance(to: other) }?.kind == .shapeMismatch)
    #expect(fault { try first.l1Distance(to: other) }?.kind == .shapeMismatch)
    #expect(fault { try first.l0Distance(to: other) }?.kind == .shapeMismatch)
    #expect(fault { try first.changedPixels(from: other) }?.kind == .shapeMismatch)
  }

  @Test func normsAreOrdered() throws {
    let size = ImageSize(channels: 3, height: 6, width: 5)
    for seed in 1...5 as ClosedRange<UInt64> {
      let (a, b) = try (random(size, seed: seed), random(size, seed: seed + 100))
      let (inf, two, one) = try (a.linfDistance(to: b), a.l2Distance(to: b), a.l1Distance(to: b))
      #expect(inf <= two && two <= one && one <= inf * Float(size.count))
      #expect(try b.l2Distance(to: a) == two)
    }
  }
}
